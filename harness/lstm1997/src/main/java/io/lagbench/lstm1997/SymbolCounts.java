package io.lagbench.lstm1997;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;

/**
 * The same cells where nothing is seen of the step before, inputs are symbols and nothing is forgotten: what a symbol adds to a cell
 * does not depend on when it comes, so a sequence is a count of each symbol, and a step costs one addition. What a symbol adds, and
 * the derivatives of that, are computed once until a weight changes.
 */
final class SymbolCounts implements HiddenLayer {
    private final Topology topology;
    private final Parameters weights;
    private final int cells;
    private final int units;
    private final int inputGates;
    private final int[] block;
    private final Squashing content;

    /** The row behind those of the symbols, for none of them: its weights are zero and stay so. */
    private final int none;

    private final int[] counts;
    private final RowSet seen;
    private final boolean[] known;

    /** [symbol][cell]: what it adds to a state, and the derivatives of that by the net inputs of cell and input gate. */
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
        int symbols = none + 1;
        this.counts = new int[symbols];
        this.seen = new RowSet(symbols);
        this.known = new boolean[symbols];
        this.added = new double[symbols * cells];
        this.cellSlopes = new double[added.length];
        this.gateSlopes = new double[added.length];
        this.states = new double[cells];
        this.outputGates = new double[topology.outputGate() ? topology.blocks() : 0];
        this.outputs = new CellOutputs(topology);
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
            counts[row]++;
            seen.add(row);
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
            int count = counts[row];
            int at = row * cells;
            for (int cell = 0; cell < cells; cell++) {
                states[cell] += count * added[at + cell];
            }
        }
    }

    private double net(int row, int unit) {
        return weights.bias[unit] + weights.input[row * units + unit];
    }

    private void learn(int row) {
        int at = row * cells;
        for (int cell = 0; cell < cells; cell++, at++) {
            double in = Logistic.at(net(row, inputGates + block[cell]));
            double entering = content.at(net(row, cell));
            added[at] = in * entering;
            cellSlopes[at] = in * content.derivative(entering);
            gateSlopes[at] = entering * in * (1 - in);
        }
        known[row] = true;
    }

    private void leave() {
        for (int gate = 0; gate < outputGates.length; gate++) {
            outputGates[gate] = Logistic.at(net(latest, topology.outputGates() + gate));
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
        for (int i = 0; i < seen.size(); i++) {
            addGradient(seen.get(i), gradient);
        }
        for (int gate = 0; gate < outputGates.length; gate++) {
            double error = outputs.gateErrors()[gate];
            int unit = topology.outputGates() + gate;
            gradient.bias[unit] += error;
            if (latest != none) {
                gradient.input[latest * units + unit] += error;
            }
        }
    }

    private void addGradient(int row, Gradient gradient) {
        if (row != none) {
            gradient.rows().add(row);
        }
        int count = counts[row];
        int at = row * cells;
        int to = row * units;
        for (int cell = 0; cell < cells; cell++, at++) {
            int gate = inputGates + block[cell];
            double error = count * outputs.stateErrors()[cell];
            double ofCell = error * cellSlopes[at];
            double ofGate = error * gateSlopes[at];
            gradient.bias[cell] += ofCell;
            gradient.bias[gate] += ofGate;
            if (row != none) {
                gradient.input[to + cell] += ofCell;
                gradient.input[to + gate] += ofGate;
            }
        }
    }

    @Override
    public void weightsChange(Gradient by) {
        if (topology.firstBias() < topology.units()) {
            Arrays.fill(known, false);
            return;
        }
        RowSet changed = by.rows();
        for (int i = 0; i < changed.size(); i++) {
            known[changed.get(i)] = false;
        }
    }
}
