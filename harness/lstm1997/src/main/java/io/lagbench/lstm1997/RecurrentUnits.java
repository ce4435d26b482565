package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/**
 * Plain recurrent units, the nets that the paper holds its cells against: {@code y = f(W x + R y before + b)}. The derivatives of all units
 * by all weights are carried along from step to step, which is real-time recurrent learning (Williams and Zipser, Neural Computation
 * 1(2), 1989) and has the gradient of backpropagation through time; or, as in Elman's nets (Cognitive Science 14(2), 1990), what was
 * seen of the step before is taken as constant.
 */
final class RecurrentUnits implements HiddenLayer {
    private final Topology topology;
    private final Parameters weights;
    private final boolean oneStep;
    private final int units;

    /** Derivatives of all units, side by side: [input][unit whose weight it is], [that unit][source], [that unit]. */
    private final double[] byInput;

    private final double[] byRecurrent;
    private final double[] byBias;
    private final double[] carried;
    private final RowSet rows;
    private final double[] slopes;
    private double[] before;
    private double[] after;
    private boolean training;

    /** @param oneStep whether what was seen of the step before is taken as constant */
    RecurrentUnits(Topology topology, Parameters weights, boolean oneStep) {
        this.topology = topology;
        this.weights = weights;
        this.oneStep = oneStep;
        this.units = topology.units();
        this.byInput = new double[topology.inputs() * units * units];
        this.byRecurrent = new double[units * units * units];
        this.byBias = new double[units * units];
        this.carried = new double[units];
        this.rows = new RowSet(topology.inputs());
        this.slopes = new double[units];
        this.before = new double[units];
        this.after = new double[units];
    }

    @Override
    public void begin(boolean forTraining) {
        training = forTraining;
        Arrays.fill(after, topology.firstOutput());
        if (training) {
            rows.clear();
            Arrays.fill(byInput, 0);
            Arrays.fill(byRecurrent, 0);
            Arrays.fill(byBias, 0);
        }
    }

    @Override
    public void advance(EncodedBatch batch, int sequence, int from, int to) {
        for (int step = from; step < to; step++) {
            int position = batch.position(sequence, step);
            double[] swapped = before;
            before = after;
            after = swapped;
            activate(batch, position);
            if (training) {
                carry(batch, position);
            }
        }
    }

    private void activate(EncodedBatch batch, int position) {
        for (int unit = 0; unit < units; unit++) {
            double net = weights.bias[unit];
            for (int source = 0; source < units; source++) {
                net += recurrent(unit, source) * before[source];
            }
            if (batch.symbolic()) {
                int symbol = batch.symbols()[position];
                net += symbol == SymbolSequences.NONE ? 0 : weights.input[symbol * units + unit];
            } else {
                for (int i = 0; i < topology.inputs(); i++) {
                    net += weights.input[i * units + unit] * batch.vectors()[position * topology.inputs() + i];
                }
            }
            after[unit] = topology.content().at(net);
            slopes[unit] = topology.content().derivative(after[unit]);
        }
    }

    private double recurrent(int unit, int source) {
        return weights.recurrent[unit * units + source];
    }

    private void carry(EncodedBatch batch, int position) {
        int symbol = batch.symbolic() ? batch.symbols()[position] : SymbolSequences.NONE;
        if (symbol != SymbolSequences.NONE) {
            rows.add(symbol);
        } else if (!batch.symbolic()) {
            rows.addAll();
        }
        for (int unit = 0; unit < units; unit++) {
            for (int i = 0; i < rows.size(); i++) {
                int row = rows.get(i);
                double x =
                        batch.symbolic() ? row == symbol ? 1 : 0 : batch.vectors()[position * topology.inputs() + row];
                carry(byInput, (row * units + unit) * units, unit, x);
            }
            for (int source = 0; source < units; source++) {
                carry(byRecurrent, (unit * units + source) * units, unit, before[source]);
            }
            carry(byBias, unit * units, unit, 1);
        }
    }

    /**
     * Takes the derivatives of all units by one weight a step further.
     *
     * @param at where they lie
     * @param unit whose weight it is
     * @param seen what the weight sees
     */
    private void carry(double[] derivatives, int at, int unit, double seen) {
        for (int to = 0; to < units; to++) {
            double sum = to == unit ? seen : 0;
            for (int from = 0; !oneStep && from < units; from++) {
                sum += recurrent(to, from) * derivatives[at + from];
            }
            carried[to] = slopes[to] * sum;
        }
        System.arraycopy(carried, 0, derivatives, at, units);
    }

    @Override
    public double[] outputs() {
        return after;
    }

    @Override
    public void addGradient(double[] errors, Gradient gradient) {
        for (int unit = 0; unit < units; unit++) {
            gradient.bias[unit] += sum(errors, byBias, unit * units);
            for (int source = 0; source < units; source++) {
                gradient.recurrent[unit * units + source] += sum(errors, byRecurrent, (unit * units + source) * units);
            }
            for (int i = 0; i < rows.size(); i++) {
                int row = rows.get(i);
                gradient.rows().add(row);
                gradient.input[row * units + unit] += sum(errors, byInput, (row * units + unit) * units);
            }
        }
    }

    private double sum(double[] errors, double[] derivatives, int at) {
        double sum = 0;
        for (int unit = 0; unit < units; unit++) {
            sum += errors[unit] * derivatives[at + unit];
        }
        return sum;
    }

    @Override
    public void weightsChange() {
        // weights are read at every step
    }
}
