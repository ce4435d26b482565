package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The derivative of every cell's state by the weights into it, into its input gate and into its forget gate, carried along from step to
 * step: that is all that the truncated gradient needs of the past, because errors that reach a net input do not flow back further. Source:
 * Hochreiter and Schmidhuber 1997, appendix A.1, equations 25 and 27.
 *
 * <p>A cell has one derivative for each weight of each of these units; places are counted {@code unit kind x cells + cell}. A derivative
 * is a sum over steps of a slope, that of the state by a net input, times what the weight saw. Slopes and what was seen are noted at
 * every step and summed up for {@value #NOTED} steps at a time.
 */
final class CarriedDerivatives {
    /** Steps that are noted before they are summed up: few enough to stay in the first cache. */
    private static final int NOTED = 64;

    private final Topology topology;
    private final int cells;
    private final int places;
    private final int sources;
    private final Squashing content;
    private final int[] block;
    private final int[] cellOf;
    private final int[] unitOf;

    /** Noted: [place][step], [source][step], [cell][step], and by step where the input lies. */
    private final double[] slopes;

    private final double[] seen;
    private final double[] forgotten;
    private final int[] positions;
    private int noted;

    /** Summed up: [input][place], [place][source], [place]. */
    private final double[] input;

    private final double[] recurrent;
    private final double[] bias;
    private final RowSet rows;

    CarriedDerivatives(Topology topology) {
        this.topology = topology;
        this.cells = topology.cells();
        this.places = topology.carriedUnits() * cells;
        this.sources = topology.sources();
        this.content = topology.content();
        this.block = topology.blockOfCell();
        this.cellOf = IntStream.range(0, places).map(place -> place % cells).toArray();
        this.unitOf = IntStream.range(0, places).map(this::unit).toArray();
        this.slopes = new double[places * NOTED];
        this.seen = new double[sources * NOTED];
        this.forgotten = new double[topology.forgetGate() ? cells * NOTED : 0];
        this.positions = new int[NOTED];
        this.input = new double[topology.inputs() * places];
        this.recurrent = new double[places * sources];
        this.bias = new double[places];
        this.rows = new RowSet(topology.inputs());
    }

    /** The unit whose weights a place is about. */
    private int unit(int place) {
        int cell = place % cells;
        return switch (place / cells) {
            case 0 -> cell;
            case 1 -> topology.inputGates() + block[cell];
            default -> topology.forgetGates() + block[cell];
        };
    }

    /** Nothing has been seen. */
    void clear() {
        for (int i = 0; i < rows.size(); i++) {
            int first = rows.get(i) * places;
            for (int place = 0; place < places; place++) {
                input[first + place] = 0;
            }
        }
        rows.clear();
        Arrays.fill(recurrent, 0);
        Arrays.fill(bias, 0);
        noted = 0;
    }

    /**
     * Goes a step further.
     *
     * @param position of the step's input
     * @param before outputs of all units a step before
     * @param activations g of each cell's net input, then the outputs of the gates of this step
     * @param statesBefore each cell's state a step before
     */
    void step(EncodedBatch batch, int position, double[] before, double[] activations, double[] statesBefore) {
        int step = noted;
        positions[step] = position;
        for (int source = 0; source < sources; source++) {
            seen[source * NOTED + step] = before[source];
        }
        for (int cell = 0; cell < cells; cell++) {
            double in = activations[cells + block[cell]];
            double entering = activations[cell];
            slopes[cell * NOTED + step] = in * content.derivative(entering);
            slopes[(cells + cell) * NOTED + step] = entering * in * (1 - in);
        }
        if (topology.forgetGate()) {
            noteForgetting(step, activations, statesBefore);
        }
        noted = step + 1;
        if (noted == NOTED) {
            sum(batch);
        }
    }

    private void noteForgetting(int step, double[] activations, double[] statesBefore) {
        for (int cell = 0; cell < cells; cell++) {
            double forget = activations[topology.forgetGates() + block[cell]];
            forgotten[cell * NOTED + step] = forget;
            slopes[(2 * cells + cell) * NOTED + step] = statesBefore[cell] * forget * (1 - forget);
        }
    }

    private void sum(EncodedBatch batch) {
        if (topology.forgetGate()) {
            forget();
        }
        for (int place = 0; place < places; place++) {
            sumSources(place);
        }
        for (int step = 0; step < noted; step++) {
            sumInputs(batch, step);
        }
        noted = 0;
    }

    /** What was before a step counts as much as the gates after it have left: the sums so far and the slopes of earlier steps. */
    private void forget() {
        for (int place = 0; place < places; place++) {
            int first = place * NOTED;
            int gate = cellOf[place] * NOTED;
            double left = 1;
            for (int step = noted - 1; step >= 0; step--) {
                slopes[first + step] *= left;
                left *= forgotten[gate + step];
            }
            bias[place] *= left;
            for (int source = 0; source < sources; source++) {
                recurrent[place * sources + source] *= left;
            }
            for (int i = 0; i < rows.size(); i++) {
                input[rows.get(i) * places + place] *= left;
            }
        }
    }

    /** Several sums side by side, none of which waits for another. */
    private void sumSources(int place) {
        int first = place * NOTED;
        double ofBias = 0;
        for (int step = 0; step < noted; step++) {
            ofBias += slopes[first + step];
        }
        bias[place] += ofBias;
        int source = 0;
        for (; source + 4 <= sources; source += 4) {
            int s = source * NOTED;
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            for (int step = 0; step < noted; step++) {
                double slope = slopes[first + step];
                a += slope * seen[s + step];
                b += slope * seen[s + NOTED + step];
                c += slope * seen[s + 2 * NOTED + step];
                d += slope * seen[s + 3 * NOTED + step];
            }
            recurrent[place * sources + source] += a;
            recurrent[place * sources + source + 1] += b;
            recurrent[place * sources + source + 2] += c;
            recurrent[place * sources + source + 3] += d;
        }
        for (; source < sources; source++) {
            double a = 0;
            for (int step = 0; step < noted; step++) {
                a += slopes[first + step] * seen[source * NOTED + step];
            }
            recurrent[place * sources + source] += a;
        }
    }

    private void sumInputs(EncodedBatch batch, int step) {
        if (batch.symbolic()) {
            int symbol = batch.symbols()[positions[step]];
            if (symbol != SymbolSequences.NONE) {
                rows.add(symbol);
                int row = symbol * places;
                for (int place = 0; place < places; place++) {
                    input[row + place] += slopes[place * NOTED + step];
                }
            }
            return;
        }
        rows.addAll();
        for (int i = 0; i < topology.inputs(); i++) {
            double x = batch.vectors()[positions[step] * topology.inputs() + i];
            for (int place = 0; place < places; place++) {
                input[i * places + place] += slopes[place * NOTED + step] * x;
            }
        }
    }

    /**
     * Adds the gradient of the weights into cells, input gates and forget gates.
     *
     * @param errors derivative of the loss of the latest step by each cell's state
     */
    void addGradient(EncodedBatch batch, double[] errors, Gradient gradient) {
        sum(batch);
        for (int place = 0; place < places; place++) {
            double error = errors[cellOf[place]];
            int unit = unitOf[place];
            gradient.bias[unit] += error * bias[place];
            int to = Parameters.firstSource(unit, sources);
            for (int source = 0; source < sources; source++) {
                gradient.recurrent[to + source * Parameters.GROUP] += error * recurrent[place * sources + source];
            }
        }
        int rowLength = Parameters.filledUp(topology.units());
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i);
            gradient.rows().add(row);
            for (int place = 0; place < places; place++) {
                gradient.input[row * rowLength + unitOf[place]] += errors[cellOf[place]] * input[row * places + place];
            }
        }
    }
}
