package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/**
 * Cells that go step by step. Source: Hochreiter and Schmidhuber 1997, appendix A.1, with the forget gate of Gers, Schmidhuber and
 * Cummins 2000: net inputs are of the current input and of the units one step before, {@code s = f s + in g(net)}, the output is
 * {@code out h(s)}. States are zero before the first step, and so are outputs unless the topology says otherwise.
 */
final class SteppedCells implements HiddenLayer {
    private final Topology topology;
    private final Parameters weights;
    private final int[] block;
    private final boolean forgetGate;
    private final int outputGates;
    private final int forgetGates;
    private final int units;
    private final int sources;
    private final CarriedDerivatives derivatives;
    private final int rowLength;
    private final double[] net;
    private final double[] states;
    private final double[] statesBefore;
    private final double[] activations;
    private final double[] slopes;
    private final double[] tops;
    private final double[] leasts;
    private final CellOutputs outputs;
    private double[] before;
    private double[] after;
    private boolean training;
    private EncodedBatch latestBatch;
    private int latest;

    SteppedCells(Topology topology, Parameters weights) {
        this.topology = topology;
        this.weights = weights;
        this.block = topology.blockOfCell();
        this.forgetGate = topology.forgetGate();
        this.outputGates = topology.outputGates();
        this.forgetGates = topology.forgetGates();
        this.units = topology.units();
        this.sources = topology.sources();
        this.derivatives = new CarriedDerivatives(topology);
        this.rowLength = Parameters.filledUp(units);
        this.net = new double[rowLength];
        this.before = new double[rowLength];
        this.after = new double[rowLength];
        this.states = new double[topology.cells()];
        this.statesBefore = new double[states.length];
        this.activations = new double[rowLength];
        this.slopes = new double[rowLength];
        this.tops = new double[rowLength];
        this.leasts = new double[rowLength];
        for (int unit = 0; unit < units; unit++) {
            Squashing squashing = unit < topology.cells() ? topology.content() : Squashing.LOGISTIC;
            slopes[unit] = squashing.slope();
            tops[unit] = squashing.height() + squashing.least();
            leasts[unit] = squashing.least();
        }
        this.outputs = new CellOutputs(topology);
    }

    @Override
    public void begin(boolean forTraining) {
        training = forTraining;
        Arrays.fill(states, 0);
        Arrays.fill(after, 0, units, topology.firstOutput());
        if (training) {
            derivatives.clear();
        }
    }

    @Override
    public void advance(EncodedBatch batch, int sequence, int from, int to) {
        for (int step = from; step < to; step++) {
            latest = batch.position(sequence, step);
            step(batch, latest);
            if (sources > 0 || step == to - 1) {
                leave(); // else nobody sees it
            }
            if (training) {
                derivatives.step(batch, latest, before, activations, statesBefore);
            }
        }
        latestBatch = batch;
    }

    /** New states, and all units but what leaves the cells. */
    private void step(EncodedBatch batch, int position) {
        double[] swapped = before;
        before = after;
        after = swapped;
        activate(batch, position);
        int cells = states.length;
        for (int cell = 0; cell < cells; cell++) {
            double kept = states[cell];
            statesBefore[cell] = kept;
            if (forgetGate) {
                kept *= activations[forgetGates + block[cell]];
            }
            states[cell] = kept + activations[cells + block[cell]] * activations[cell];
        }
    }

    /** Net inputs, of which a symbol is one row of the weights, and their functions. */
    private void activate(EncodedBatch batch, int position) {
        if (batch.symbolic()) {
            int symbol = batch.symbols()[position];
            int row = symbol == SymbolSequences.NONE ? topology.inputs() : symbol;
            activate(weights.input, row * rowLength);
            return;
        }
        Arrays.fill(net, 0);
        int inputs = topology.inputs();
        for (int i = 0; i < inputs; i++) {
            double x = batch.vectors()[position * inputs + i];
            for (int unit = 0; unit < rowLength; unit++) {
                net[unit] += weights.input[i * rowLength + unit] * x;
            }
        }
        activate(net, 0);
    }

    /** The last sources first: those of gates were there before those of cells. */
    private void activate(double[] inputs, int row) {
        double[] recurrent = weights.recurrent;
        double[] bias = weights.bias;
        double[] seen = before;
        for (int unit = 0; unit < units; unit += Parameters.GROUP) {
            double a = inputs[row + unit] + bias[unit];
            double b = inputs[row + unit + 1] + bias[unit + 1];
            int first = unit * sources;
            for (int source = sources - 1; source >= 0; source--) {
                double y = seen[source];
                int w = first + source * Parameters.GROUP;
                a += recurrent[w] * y;
                b += recurrent[w + 1] * y;
            }
            double expA = Exponential.ofMinus(slopes[unit] * a);
            double expB = Exponential.ofMinus(slopes[unit + 1] * b);
            double valueA = (tops[unit] + leasts[unit] * expA) / (1 + expA);
            double valueB = (tops[unit + 1] + leasts[unit + 1] * expB) / (1 + expB);
            activations[unit] = valueA;
            activations[unit + 1] = valueB;
            after[unit] = valueA;
            after[unit + 1] = valueB;
        }
    }

    private void leave() {
        outputs.leave(states, after, outputGates);
        System.arraycopy(outputs.outputs(), 0, after, 0, states.length);
    }

    @Override
    public double[] outputs() {
        return outputs.outputs();
    }

    @Override
    public void addGradient(double[] errors, Gradient gradient) {
        outputs.backward(errors);
        double[] gateErrors = outputs.gateErrors();
        for (int gate = 0; topology.outputGate() && gate < gateErrors.length; gate++) {
            addGateGradient(outputGates + gate, gateErrors[gate], gradient);
        }
        derivatives.addGradient(latestBatch, outputs.stateErrors(), gradient);
    }

    /** Of a gate that acts at the latest step only. */
    private void addGateGradient(int unit, double error, Gradient gradient) {
        gradient.bias[unit] += error;
        for (int source = 0, w = Parameters.firstSource(unit, sources);
                source < sources;
                source++, w += Parameters.GROUP) {
            gradient.recurrent[w] += error * before[source];
        }
        if (latestBatch.symbolic()) {
            int symbol = latestBatch.symbols()[latest];
            if (symbol != SymbolSequences.NONE) {
                gradient.rows().add(symbol);
                gradient.input[symbol * rowLength + unit] += error;
            }
            return;
        }
        gradient.rows().addAll();
        for (int i = 0; i < topology.inputs(); i++) {
            gradient.input[i * rowLength + unit] += error * latestBatch.vectors()[latest * topology.inputs() + i];
        }
    }

    @Override
    public void weightsChange(Gradient by) {
        // weights are read at every step
    }
}
