package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/**
 * The same cells where nothing is seen of the step before, inputs are symbols and nothing is forgotten: what a symbol adds to a cell
 * does not depend on when it comes, so a sequence is a count of each symbol, and a step costs one addition. What a symbol adds is
 * computed side by side for all symbols of a sequence that is trained on, whose weights will change, and otherwise kept until they do.
 */
final class SymbolCounts implements HiddenLayer {
    private final Topology topology;
    private final Parameters weights;
    private final int cells;
    private final int units;
    private final int inputGates;
    private final int[] block;
    private final Squashing content;

    /** The row behind the symbols, for none of them: its weights are zero and stay so. */
    private final int none;

    /** Of each row. */
    private final int[] counts;

    private final RowSet seen;

    /** The rows whose values are computed, in the order of the values: those of all that is seen, or of what is not kept. */
    private final int[] computed;

    private int computedCount;

    /** Values of g at each cell's net input: [cell][number in {@link #computed}]. */
    private final double[][] entering;

    /** Outputs of input gates: [block][number in {@link #computed}]. */
    private final double[][] gates;

    /** What symbols add to a state, each so often as it was there: [cell][number in {@link #computed}]. */
    private final double[][] added;

    private final double[] times;
    private final double[] slopes;
    private final double[] gateSlopes;

    /** What a symbol adds once: [cell][row]. */
    private final double[][] kept;

    /** Whether that is of the weights as they are. */
    private final boolean[] isKept;

    private final double[] states;
    private final double[] outputGates;
    private final CellOutputs outputs;
    private boolean training;
    private int latest;

    SymbolCounts(Topology topology, Parameters weights) {
        this.topology = topology;
        this.weights = weights;
        this.cells = topology.cells();
        this.units = topology.units();
        this.inputGates = topology.inputGates();
        this.block = topology.blockOfCell();
        this.content = topology.content();
        this.none = topology.inputs();
        int rows = none + 1;
        this.counts = new int[rows];
        this.seen = new RowSet(rows);
        this.computed = new int[rows];
        this.entering = new double[cells][rows];
        this.gates = new double[topology.blocks()][rows];
        this.added = new double[cells][rows];
        this.times = new double[rows];
        this.slopes = new double[rows];
        this.gateSlopes = new double[rows];
        this.kept = new double[cells][rows];
        this.isKept = new boolean[rows];
        this.states = new double[cells];
        this.outputGates = new double[topology.outputGate() ? topology.blocks() : 0];
        this.outputs = new CellOutputs(topology);
    }

    @Override
    public void begin(boolean forTraining) {
        training = forTraining;
        for (int i = 0; i < seen.size(); i++) {
            counts[seen.get(i)] = 0;
        }
        seen.clear();
    }

    @Override
    public void advance(EncodedBatch batch, int sequence, int from, int to) {
        int[] symbols = batch.symbols();
        int end = batch.position(sequence, to);
        for (int position = batch.position(sequence, from); position < end; position++) {
            int row = row(symbols[position]);
            counts[row]++;
            seen.add(row);
        }
        latest = row(symbols[end - 1]);
        if (training) {
            addAll();
        } else {
            addKept();
        }
        leave();
    }

    private int row(int symbol) {
        return symbol == SymbolSequences.NONE ? none : symbol;
    }

    private void addAll() {
        computedCount = seen.size();
        for (int i = 0; i < computedCount; i++) {
            computed[i] = seen.get(i);
            times[i] = counts[seen.get(i)];
        }
        compute();
        for (int cell = 0; cell < cells; cell++) {
            states[cell] = multiply(gates[block[cell]], entering[cell], added[cell]);
        }
    }

    /** Sums up what all add, in two sums of which neither waits for the other, and leaves what each does in {@code products}. */
    private double multiply(double[] in, double[] values, double[] products) {
        int count = computedCount;
        for (int i = 0; i < count; i++) {
            products[i] = times[i] * in[i] * values[i];
        }
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i < count - 1; i += 2) {
            even += products[i];
            odd += products[i + 1];
        }
        return i < count ? even + odd + products[i] : even + odd;
    }

    private void addKept() {
        computedCount = 0;
        for (int i = 0; i < seen.size(); i++) {
            if (!isKept[seen.get(i)]) {
                isKept[seen.get(i)] = true;
                computed[computedCount++] = seen.get(i);
            }
        }
        compute();
        for (int cell = 0; cell < cells; cell++) {
            double[] in = gates[block[cell]];
            for (int i = 0; i < computedCount; i++) {
                kept[cell][computed[i]] = in[i] * entering[cell][i];
            }
            states[cell] = sum(kept[cell]);
        }
    }

    private double sum(double[] ofRow) {
        double sum = 0;
        for (int i = 0; i < seen.size(); i++) {
            int row = seen.get(i);
            sum += counts[row] * ofRow[row];
        }
        return sum;
    }

    private void compute() {
        for (int gate = 0; gate < gates.length; gate++) {
            net(inputGates + gate, gates[gate]);
            Squashing.LOGISTIC.all(gates[gate], computedCount);
        }
        for (int cell = 0; cell < cells; cell++) {
            net(cell, entering[cell]);
            content.all(entering[cell], computedCount);
        }
    }

    private void net(int unit, double[] nets) {
        double bias = weights.bias[unit];
        for (int i = 0; i < computedCount; i++) {
            nets[i] = weights.input[computed[i] * units + unit] + bias;
        }
    }

    private void leave() {
        for (int gate = 0; gate < outputGates.length; gate++) {
            int unit = topology.outputGates() + gate;
            outputGates[gate] = Logistic.at(weights.input[latest * units + unit] + weights.bias[unit]);
        }
        outputs.leave(states, outputGates, 0);
    }

    @Override
    public double[] outputs() {
        return outputs.outputs();
    }

    @Override
    public void addGradient(double[] errors, Gradient gradient) {
        outputs.backward(errors);
        for (int cell = 0; cell < cells; cell++) {
            addSlopes(cell, outputs.stateErrors()[cell], gradient);
        }
        for (int gate = 0; gate < outputGates.length; gate++) {
            double error = outputs.gateErrors()[gate];
            int unit = topology.outputGates() + gate;
            gradient.bias[unit] += error;
            gradient.input[latest * units + unit] += error;
        }
        for (int i = 0; i < seen.size(); i++) {
            if (seen.get(i) != none) {
                gradient.rows().add(seen.get(i));
            }
        }
        Arrays.fill(gradient.input, none * units, none * units + units, 0);
    }

    /** Of the loss by the net inputs of a cell and of its input gate. */
    private void addSlopes(int cell, double error, Gradient gradient) {
        int gate = inputGates + block[cell];
        double[] in = gates[block[cell]];
        double[] entered = entering[cell];
        double[] products = added[cell];
        int count = computedCount;
        for (int i = 0; i < count; i++) {
            slopes[i] = error * times[i] * in[i] * content.derivative(entered[i]);
        }
        for (int i = 0; i < count; i++) {
            gateSlopes[i] = error * products[i] * (1 - in[i]);
        }
        double[] input = gradient.input;
        double ofCell = 0;
        double ofGate = 0;
        for (int i = 0; i < count; i++) {
            int row = computed[i] * units;
            input[row + cell] += slopes[i];
            input[row + gate] += gateSlopes[i];
            ofCell += slopes[i];
            ofGate += gateSlopes[i];
        }
        gradient.bias[cell] += ofCell;
        gradient.bias[gate] += ofGate;
    }

    @Override
    public void weightsChange() {
        Arrays.fill(isKept, false);
    }
}
