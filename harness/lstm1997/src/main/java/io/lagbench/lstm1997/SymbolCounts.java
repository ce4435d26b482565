package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/**
 * The same cells where nothing is seen of the step before, inputs are symbols and nothing is forgotten: what a symbol adds to a cell
 * does not depend on when it comes, so a sequence is a count of each symbol, and a step costs one addition. What a symbol adds, and
 * the derivatives of that, are computed once until a weight changes.
 */
final class SymbolCounts implements MemoryCells {
    private final Topology topology;
    private final Parameters weights;
    private final int cells;
    private final int rowLength;
    private final int blockCells;

    /** Index of the row for no symbol, whose net inputs are biases alone. */
    private final int none;

    private final int[] counts;
    private final RowSet seen;
    private final boolean[] known;

    /** [symbol][cell]: what it adds to a state, and the derivatives of that by the net inputs of cell and input gate. */
    private final double[] added;

    private final double[] cellSlopes;
    private final double[] gateSlopes;

    private final double[] states;
    private final double[] squashed;
    private final double[] outputs;
    private final double[] stateErrors;
    private final double[] out;
    private int latest;

    SymbolCounts(Topology topology, Parameters weights) {
        this.topology = topology;
        this.weights = weights;
        this.cells = topology.cells();
        this.rowLength = Parameters.filledUp(topology.units());
        this.blockCells = topology.blockCells();
        this.none = topology.inputs();
        int symbols = none + 1;
        this.counts = new int[symbols];
        this.seen = new RowSet(symbols);
        this.known = new boolean[symbols];
        this.added = new double[symbols * cells];
        this.cellSlopes = new double[added.length];
        this.gateSlopes = new double[added.length];
        this.states = new double[cells];
        this.squashed = new double[cells];
        this.outputs = new double[cells];
        this.stateErrors = new double[cells];
        this.out = new double[topology.blocks()];
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
            int symbol = symbols[position];
            int row = symbol == SymbolSequences.NONE ? none : symbol;
            if (counts[row]++ == 0) {
                seen.add(row);
            }
        }
        int last = symbols[end - 1];
        latest = last == SymbolSequences.NONE ? none : last;
        sum();
        leave();
    }

    private void sum() {
        Arrays.fill(states, 0);
        for (int i = 0; i < seen.size(); i++) {
            int row = seen.get(i);
            if (!known[row]) {
                learn(row);
            }
            for (int cell = 0; cell < cells; cell++) {
                states[cell] += counts[row] * added[row * cells + cell];
            }
        }
    }

    private double net(int row, int unit) {
        return weights.bias[unit] + (row == none ? 0 : weights.input[row * rowLength + unit]);
    }

    private void learn(int row) {
        for (int block = 0; block < topology.blocks(); block++) {
            double in = Exponential.logistic(net(row, topology.inputGates() + block));
            for (int cell = block * blockCells; cell < (block + 1) * blockCells; cell++) {
                double content = topology.content().at(net(row, cell));
                int at = row * cells + cell;
                added[at] = in * content;
                cellSlopes[at] = in * topology.content().derivative(content);
                gateSlopes[at] = content * in * (1 - in);
            }
        }
        known[row] = true;
    }

    private void leave() {
        for (int block = 0; block < out.length; block++) {
            out[block] = topology.outputGate() ? Exponential.logistic(net(latest, topology.outputGates() + block)) : 1;
        }
        for (int cell = 0; cell < cells; cell++) {
            squashed[cell] = topology.state().at(states[cell]);
            outputs[cell] = out[cell / blockCells] * squashed[cell];
        }
    }

    @Override
    public double[] outputs() {
        return outputs;
    }

    @Override
    public void addGradient(double[] errors, Gradient gradient) {
        for (int block = 0; block < out.length; block++) {
            double gateError = 0;
            for (int cell = block * blockCells; cell < (block + 1) * blockCells; cell++) {
                gateError += squashed[cell] * errors[cell];
                stateErrors[cell] = out[block] * topology.state().derivative(squashed[cell]) * errors[cell];
            }
            if (topology.outputGate()) {
                add(latest, topology.outputGates() + block, out[block] * (1 - out[block]) * gateError, gradient);
            }
        }
        for (int i = 0; i < seen.size(); i++) {
            int row = seen.get(i);
            for (int cell = 0; cell < cells; cell++) {
                double error = counts[row] * stateErrors[cell];
                int at = row * cells + cell;
                add(row, cell, error * cellSlopes[at], gradient);
                add(row, topology.inputGates() + cell / blockCells, error * gateSlopes[at], gradient);
            }
        }
    }

    private void add(int row, int unit, double error, Gradient gradient) {
        gradient.bias[unit] += error;
        if (row != none) {
            gradient.rows().add(row);
            gradient.input[row * rowLength + unit] += error;
        }
    }

    @Override
    public void weightsChanged(Gradient by) {
        if (topology.firstBias() < topology.units()) {
            Arrays.fill(known, false);
            return;
        }
        for (int i = 0; i < by.rows().size(); i++) {
            known[by.rows().get(i)] = false;
        }
    }
}
