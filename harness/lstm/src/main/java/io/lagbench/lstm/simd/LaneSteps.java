package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmShape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** {@link BlockSteps} of as many sequences of a batch as there are lanes. */
final class LaneSteps implements BlockSteps {
    private final LaneArithmetic arithmetic;
    private final LaneLayout layout;
    private final PackedWeights weights;
    private final LstmShape shape;
    private final int first;
    private final int count;
    private final LaneArrays arrays;
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
     */
    LaneSteps(
            LaneArithmetic arithmetic,
            LaneLayout layout,
            PackedWeights weights,
            LstmShape shape,
            int first,
            Blocks blocks,
            boolean training,
            boolean atEveryStep) {
        this.arithmetic = arithmetic;
        this.layout = layout;
        this.weights = weights;
        this.shape = shape;
        this.first = first;
        this.count = Math.min(layout.lanes(), shape.batch() - first);
        this.arrays = new LaneArrays(layout, blocks.length(), training, atEveryStep);
        int kept = training ? blocks.count() * shape.hidden() * layout.lanes() : 0;
        this.keptOutputs = new float[kept];
        this.keptCells = new float[kept];
        this.line = new float[count * Math.max(shape.input(), shape.hidden())];
        this.symbols = new int[layout.lanes()];
        Arrays.fill(symbols, LstmInput.Symbols.NONE);
        this.lookedUpSums = new float[training ? weights.lookedUp.length : 0];
    }

    private int values() {
        return shape.hidden() * layout.lanes();
    }

    @Override
    public void begin(float[][] before) {
        Arrays.fill(arrays.rows, layout.outputBefore(0), layout.outputBefore(0) + values(), 0);
        Arrays.fill(arrays.cells, layout.unit(0), layout.unit(0) + values(), 0);
        Arrays.fill(arrays.lost, 0);
        if (before != null) {
            toLanes(before[0], arrays.rows, layout.outputBefore(0));
            toLanes(before[1], arrays.cells, layout.unit(0));
        }
    }

    @Override
    public void carryOver(int steps) {
        System.arraycopy(arrays.rows, layout.outputBefore(steps), arrays.rows, layout.outputBefore(0), values());
        System.arraycopy(arrays.cells, layout.unit(steps), arrays.cells, layout.unit(0), values());
    }

    @Override
    public void keep(int block) {
        System.arraycopy(arrays.rows, layout.outputBefore(0), keptOutputs, block * values(), values());
        System.arraycopy(arrays.cells, layout.unit(0), keptCells, block * values(), values());
    }

    @Override
    public void restore(int block) {
        System.arraycopy(keptOutputs, block * values(), arrays.rows, layout.outputBefore(0), values());
        System.arraycopy(keptCells, block * values(), arrays.cells, layout.unit(0), values());
    }

    @Override
    public void compute(PartInput input, int start, int steps) {
        for (int step = 0; step < steps; step++) {
            switch (layout.input()) {
                case VECTORS -> read(input.vectors(), start + step, shape.input(), arrays.rows, layout.row(step));
                case ONE_HOT -> {
                    readSymbols(input, start + step);
                    arithmetic.oneHot(symbols, 0, shape.input(), arrays.rows, layout.row(step));
                }
                case LOOKED_UP -> lookUp(input, start + step, layout.gate(step));
            }
        }
        arithmetic.forward(layout, arrays, weights, 0, steps);
    }

    private void readSymbols(PartInput input, int step) {
        System.arraycopy(input.symbols(), step * shape.batch() + first, symbols, 0, count);
    }

    /** Where gates are to be: what symbols add to their pre-activations. */
    private void lookUp(PartInput input, int step, int at) {
        readSymbols(input, step);
        int lanes = layout.lanes();
        int columns = layout.columns();
        for (int lane = 0; lane < count; lane++) {
            int row = symbols[lane] * columns;
            for (int column = 0; column < columns; column++) {
                arrays.gates[at + column * lanes + lane] = row < 0 ? 0 : weights.lookedUp[row + column];
            }
        }
    }

    @Override
    public void writeOutputs(FloatBuffer output, int start, int steps) {
        for (int step = 0; step < steps; step++) {
            write(arrays.rows, layout.outputBefore(step + 1), shape.hidden(), output, start + step);
        }
    }

    @Override
    public void writeState(int steps, float[][] last) {
        fromLanes(arrays.rows, layout.outputBefore(steps), last[0]);
        fromLanes(arrays.cells, layout.unit(steps), last[1]);
    }

    @Override
    public void beginBackward(float[] lastGradient) {
        Arrays.fill(arrays.sums, 0);
        Arrays.fill(lookedUpSums, 0);
        Arrays.fill(arrays.dh, 0);
        Arrays.fill(arrays.dc, 0);
        if (lastGradient != null) {
            toLanes(lastGradient, arrays.dh, layout.unit(0));
        }
    }

    @Override
    public boolean readGradients(FloatBuffer outputGradient, int start, int from, int to) {
        boolean any = false;
        for (int step = from; step < to; step++) {
            any |= read(
                    outputGradient, start + step, shape.hidden(), arrays.outputGradients, layout.outputGradient(step));
        }
        return any;
    }

    @Override
    public boolean nothingIsLeft() {
        return Gradients.dropNothing(arrays.dh, arrays.dc);
    }

    @Override
    public void backward(PartInput input, int start, int from, int to, boolean atEveryStep) {
        arithmetic.backward(layout, arrays, weights, from, to, atEveryStep);
        for (int step = from; layout.input() == InputRows.LOOKED_UP && step < to; step++) {
            addLookedUp(input, start + step, layout.gate(step));
        }
    }

    private void addLookedUp(PartInput input, int step, int at) {
        readSymbols(input, step);
        int lanes = layout.lanes();
        int columns = layout.columns();
        for (int lane = 0; lane < count; lane++) {
            int row = symbols[lane] * columns;
            for (int column = 0; row >= 0 && column < columns; column++) {
                lookedUpSums[row + column] += arrays.gates[at + column * lanes + lane];
            }
        }
    }

    @Override
    public void writeInputGradients(FloatBuffer inputGradient, int start, int from, int to, boolean zero) {
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

    @Override
    public void addTo(WeightSums gradients) {
        int inputs = layout.inputRows();
        for (int column = 0; column < layout.columns(); column++) {
            int place = layout.columnOfDl4j(column);
            for (int row = 0; row < inputs; row++) {
                gradients.addInput(row, place, sumOfLanes(row, column));
            }
            for (int unit = 0; unit < shape.hidden(); unit++) {
                gradients.addRecurrent(unit, place, sumOfLanes(inputs + unit, column));
            }
            gradients.addBias(place, sumOfLanes(inputs + shape.hidden(), column));
            for (int symbol = 0; symbol * layout.columns() < lookedUpSums.length; symbol++) {
                gradients.addInput(symbol, place, lookedUpSums[symbol * layout.columns() + column]);
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
