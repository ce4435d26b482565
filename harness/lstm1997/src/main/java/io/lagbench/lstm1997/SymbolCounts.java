package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/**
 * The same cells where nothing is seen of the step before, inputs are symbols and nothing is forgotten: what a symbol adds to a cell
 * does not depend on when it comes, so a sequence is a count of each symbol, and a step costs one addition. What a symbol adds, and
 * the derivatives of that, are computed once until a weight changes. Loops go over symbols, of which there are more than cells.
 */
final class SymbolCounts implements HiddenLayer {
    private final Topology topology;
    private final Parameters weights;
    private final int cells;
    private final int units;
    private final int inputGates;
    private final int[] block;
    private final Squashing content;

    /** Symbols, and the row behind them, for none of them: its weights are zero and stay so. */
    private final int rows;

    private final int none;

    private final int[] counts;
    private final RowSet seen;

    /** 1 where a weight has changed since the derivatives were computed, else 0. */
    private final int[] unknown;

    private final int[] toLearn;

    /** g of each cell's net input and the output of each input gate: [unit][symbol]. */
    private final double[] values;

    /** What a symbol adds to a state, and the derivatives of that by the net inputs of cell and input gate: [cell][symbol]. */
    private final double[] added;

    private final double[] cellSlopes;
    private final double[] gateSlopes;

    private final double[] states;
    private final double[] outputGates;
    private final CellOutputs outputs;
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
        this.rows = none + 1;
        this.counts = new int[rows];
        this.seen = new RowSet(rows);
        this.unknown = new int[rows];
        this.toLearn = new int[rows + 1];
        this.values = new double[(cells + topology.blocks()) * rows];
        this.added = new double[cells * rows];
        this.cellSlopes = new double[cells * rows];
        this.gateSlopes = new double[cells * rows];
        this.states = new double[cells];
        this.outputGates = new double[topology.outputGate() ? topology.blocks() : 0];
        this.outputs = new CellOutputs(topology);
        Arrays.fill(unknown, 1);
    }

    @Override
    public void begin(boolean training) {
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
        learn();
        for (int cell = 0; cell < cells; cell++) {
            states[cell] = sum(cell * rows);
        }
        leave();
    }

    private int row(int symbol) {
        return symbol == SymbolSequences.NONE ? none : symbol;
    }

    private double sum(int first) {
        double sum = 0;
        for (int i = 0; i < seen.size(); i++) {
            int row = seen.get(i);
            sum += counts[row] * added[first + row];
        }
        return sum;
    }

    /** What the symbols add whose weights have changed. */
    private void learn() {
        int count = 0;
        for (int i = 0; i < seen.size(); i++) {
            int row = seen.get(i);
            toLearn[count] = row;
            count += unknown[row];
            unknown[row] = 0;
        }
        for (int gate = inputGates; gate < inputGates + topology.blocks(); gate++) {
            activate(Squashing.LOGISTIC, gate, count);
        }
        for (int cell = 0; cell < cells; cell++) {
            activate(content, cell, count);
            multiply(cell, count);
        }
    }

    private void activate(Squashing squashing, int unit, int count) {
        double slope = squashing.slope();
        double height = squashing.height();
        double least = squashing.least();
        double bias = weights.bias[unit];
        for (int i = 0; i < count; i++) {
            int row = toLearn[i];
            double net = weights.input[row * units + unit] + bias;
            values[unit * rows + row] = least + height * Logistic.at(slope * net);
        }
    }

    private void multiply(int cell, int count) {
        int ofCell = cell * rows;
        int ofGate = (inputGates + block[cell]) * rows;
        for (int i = 0; i < count; i++) {
            int row = toLearn[i];
            double in = values[ofGate + row];
            double entering = values[ofCell + row];
            added[ofCell + row] = in * entering;
            cellSlopes[ofCell + row] = in * content.derivative(entering);
            gateSlopes[ofCell + row] = entering * in * (1 - in);
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
            double error = outputs.stateErrors()[cell];
            addGradient(cell, error, cellSlopes, cell * rows, gradient);
            addGradient(inputGates + block[cell], error, gateSlopes, cell * rows, gradient);
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
        Arrays.fill(gradient.input, none * units, rows * units, 0);
    }

    /** Of one unit, by its slopes for each symbol. */
    private void addGradient(int unit, double error, double[] slopes, int first, Gradient gradient) {
        double[] input = gradient.input;
        double bias = 0;
        for (int i = 0; i < seen.size(); i++) {
            int row = seen.get(i);
            double part = counts[row] * error * slopes[first + row];
            input[row * units + unit] += part;
            bias += part;
        }
        gradient.bias[unit] += bias;
    }

    @Override
    public void weightsChange(Gradient by) {
        if (topology.firstBias() < topology.units()) {
            Arrays.fill(unknown, 1);
            return;
        }
        RowSet changed = by.rows();
        for (int i = 0; i < changed.size(); i++) {
            unknown[changed.get(i)] = 1;
        }
    }
}
