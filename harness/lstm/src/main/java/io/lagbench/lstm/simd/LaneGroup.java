package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmShape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * As many sequences of a batch as there are lanes: what {@link LaneSteps} has of them beside the arithmetic. Its methods are
 * those of {@link BlockSteps}.
 */
final class LaneGroup {
    private final LaneArithmetic arithmetic;
    private final LaneLayout layout;
    private final LstmShape shape;
    private final int first;
    private final int count;

    /** The values that the arithmetic is about. */
    final LaneArrays arrays;

    private final float[] keptOutputs;
    private final float[] keptCells;
    private final float[] line;
    private final int[] symbols;
    private final float[] lookedUpSums;

    /**
     * A group.
     *
     * @param first number of its first sequence in the batch
     * @param training whether it goes backward
     * @param atEveryStep whether gradients may reach the outputs of all steps
     * @param kept which gates it keeps
     */
    LaneGroup(
            LaneArithmetic arithmetic,
            LaneLayout layout,
            LstmShape shape,
            int first,
            Blocks blocks,
            boolean training,
            boolean atEveryStep,
            KeptGates kept) {
        this.arithmetic = arithmetic;
        this.layout = layout;
        this.shape = shape;
        this.first = first;
        this.count = Math.min(layout.lanes(), shape.batch() - first);
        this.arrays = new LaneArrays(layout, blocks.length(), kept, training, atEveryStep);
        int states = training ? blocks.count() * shape.hidden() * layout.lanes() : 0;
        this.keptOutputs = new float[states];
        this.keptCells = new float[states];
        this.line = new float[count * Math.max(shape.input(), shape.hidden())];
        this.symbols = new int[layout.lanes()];
        Arrays.fill(symbols, layout.input().count()); // in lanes without a sequence no row is one
        this.lookedUpSums = new float[training ? layout.input().inTable() * layout.columns() : 0];
    }

    private int values() {
        return shape.hidden() * layout.lanes();
    }

    void begin(float[][] before) {
        Arrays.fill(arrays.rows, layout.outputBefore(0), layout.outputBefore(0) + values(), 0);
        Arrays.fill(arrays.cells, layout.unit(0), layout.unit(0) + values(), 0);
        Arrays.fill(arrays.lost, 0);
        if (before != null) {
            toLanes(before[0], arrays.rows, layout.outputBefore(0));
            toLanes(before[1], arrays.cells, layout.unit(0));
        }
    }

    void carryOver(int steps) {
        System.arraycopy(arrays.rows, layout.outputBefore(steps), arrays.rows, layout.outputBefore(0), values());
        System.arraycopy(arrays.cells, layout.unit(steps), arrays.cells, layout.unit(0), values());
    }

    void keep(int block) {
        System.arraycopy(arrays.rows, layout.outputBefore(0), keptOutputs, block * values(), values());
        System.arraycopy(arrays.cells, layout.unit(0), keptCells, block * values(), values());
    }

    void restore(int block) {
        System.arraycopy(keptOutputs, block * values(), arrays.rows, layout.outputBefore(0), values());
        System.arraycopy(keptCells, block * values(), arrays.cells, layout.unit(0), values());
    }

    /**
     * Reads the input of so many steps.
     *
     * @param lookedUp rows of weights, by symbol
     */
    void readInput(PartInput input, float[] lookedUp, int start, int steps) {
        readRows(input, start, steps);
        for (int step = 0; layout.input().inTable() > 0 && step < steps; step++) {
            lookUp(input, lookedUp, start + step, arrays.gatesBefore + layout.gate(step));
        }
    }

    /** Reads that part of the input of so many steps which is in their row vectors. */
    void readRows(PartInput input, int start, int steps) {
        for (int step = 0; layout.inputRows() > 0 && step < steps; step++) {
            if (layout.input().symbols()) {
                readSymbols(input, start + step);
                arithmetic.oneHot(symbols, 0, layout.inputRows(), arrays.rows, layout.row(step));
            } else {
                read(input.vectors(), start + step, shape.input(), arrays.rows, layout.row(step));
            }
        }
    }

    private void readSymbols(PartInput input, int step) {
        int from = step * shape.batch() + first;
        for (int lane = 0; lane < count; lane++) {
            symbols[lane] = InputRows.row(input.symbols()[from + lane], shape.input());
        }
    }

    /** Where gates are to be: what symbols add to their pre-activations. */
    private void lookUp(PartInput input, float[] lookedUp, int step, int at) {
        readSymbols(input, step);
        int lanes = layout.lanes();
        int columns = layout.columns();
        for (int lane = 0; lane < count; lane++) {
            int row = symbols[lane] * columns;
            for (int column = 0; column < columns; column++) {
                arrays.gates[at + column * lanes + lane] = lookedUp[row + column];
            }
        }
    }

    void writeOutputs(FloatBuffer output, int start, int steps) {
        for (int step = 0; step < steps; step++) {
            write(arrays.rows, layout.outputBefore(step + 1), shape.hidden(), output, start + step);
        }
    }

    void writeState(int steps, float[][] last) {
        fromLanes(arrays.rows, layout.outputBefore(steps), last[0]);
        fromLanes(arrays.cells, layout.unit(steps), last[1]);
    }

    void beginBackward(float[] lastGradient) {
        Arrays.fill(arrays.sums, 0);
        Arrays.fill(lookedUpSums, 0);
        Arrays.fill(arrays.dh, 0);
        Arrays.fill(arrays.dc, 0);
        if (lastGradient != null) {
            toLanes(lastGradient, arrays.dh, layout.unit(0));
        }
    }

    boolean readGradients(FloatBuffer outputGradient, int start, int from, int to) {
        boolean any = false;
        for (int step = from; step < to; step++) {
            any |= read(
                    outputGradient, start + step, shape.hidden(), arrays.outputGradients, layout.outputGradient(step));
        }
        return any;
    }

    boolean nothingIsLeft() {
        return Gradients.dropNothing(arrays.dh, arrays.dc);
    }

    /** Adds what gradients of pre-activations contribute to those of the rows that were looked up. */
    void addLookedUp(PartInput input, int start, int from, int to) {
        for (int step = from; layout.input().inTable() > 0 && step < to; step++) {
            addLookedUp(input, start + step, layout.gate(step));
        }
    }

    private void addLookedUp(PartInput input, int step, int at) {
        readSymbols(input, step);
        int lanes = layout.lanes();
        int columns = layout.columns();
        for (int lane = 0; lane < count; lane++) {
            int row = symbols[lane] * columns;
            for (int column = 0; column < columns; column++) {
                lookedUpSums[row + column] += arrays.gradients[at + column * lanes + lane];
            }
        }
    }

    void writeInputGradients(FloatBuffer inputGradient, int start, int from, int to, boolean zero) {
        if (zero) {
            Arrays.fill(line, 0);
        }
        for (int step = from; step < to; step++) {
            if (zero) {
                put(shape.input(), inputGradient, start + step);
            } else {
                write(arrays.rowGradients, layout.rowGradient(step), shape.input(), inputGradient, start + step);
            }
        }
    }

    void addTo(WeightSums gradients) {
        int inputs = layout.inputRows();
        for (int column = 0; column < layout.columns(); column++) {
            int place = layout.columnOfDl4j(column);
            for (int row = 0; row < inputs; row++) {
                if (layout.input().symbols()) {
                    gradients.addSymbol(row, place, sumOfLanes(row, column));
                } else {
                    gradients.addInput(row, place, sumOfLanes(row, column));
                }
            }
            for (int unit = 0; unit < shape.hidden(); unit++) {
                gradients.addRecurrent(unit, place, sumOfLanes(inputs + unit, column));
            }
            if (layout.input().ones() > 0) {
                gradients.addBias(place, sumOfLanes(inputs + shape.hidden(), column));
            }
            for (int symbol = 0; symbol < layout.input().inTable(); symbol++) {
                gradients.addSymbol(symbol, place, lookedUpSums[symbol * layout.columns() + column]);
            }
        }
    }

    private double sumOfLanes(int row, int column) {
        int at = LaneLayout.START + layout.sum(row, column) * layout.lanes();
        double sum = 0;
        for (int lane = 0; lane < layout.lanes(); lane++) {
            sum += arrays.sums[at + lane];
        }
        return sum;
    }

    /** Reads a step of [T, B, size] into lanes; returns whether it has a value that is not zero. */
    private boolean read(FloatBuffer from, int step, int size, float[] to, int at) {
        from.get((step * shape.batch() + first) * size, line, 0, count * size);
        return arithmetic.toLanes(line, size, count, to, at);
    }

    private void write(float[] from, int at, int size, FloatBuffer to, int step) {
        arithmetic.fromLanes(from, at, line, size, count);
        put(size, to, step);
    }

    private void put(int size, FloatBuffer to, int step) {
        to.put((step * shape.batch() + first) * size, line, 0, count * size);
    }

    /** Copies from [B, H]. */
    private void toLanes(float[] from, float[] to, int at) {
        System.arraycopy(from, first * shape.hidden(), line, 0, count * shape.hidden());
        arithmetic.toLanes(line, shape.hidden(), count, to, at);
    }

    /** Copies to [B, H]. */
    private void fromLanes(float[] from, int at, float[] to) {
        arithmetic.fromLanes(from, at, line, shape.hidden(), count);
        System.arraycopy(line, 0, to, first * shape.hidden(), count * shape.hidden());
    }
}
