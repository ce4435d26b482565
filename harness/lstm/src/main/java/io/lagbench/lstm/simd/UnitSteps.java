package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** {@link BlockSteps} of one sequence of a batch. */
final class UnitSteps implements BlockSteps {
    private final UnitArithmetic arithmetic;
    private final UnitLayout layout;
    private final UnitWeights weights;
    private final LstmShape shape;
    private final int sequence;
    private final UnitArrays arrays;
    private final float[] keptOutputs;
    private final float[] keptCells;
    private final float[] lines;
    private final int[] starts;
    private final float[] lookedUpSums;

    /**
     * A sequence.
     *
     * @param sequence its number in the batch
     * @param training whether it goes backward
     * @param atEveryStep whether gradients may reach the outputs of all steps
     */
    UnitSteps(
            UnitArithmetic arithmetic,
            UnitLayout layout,
            UnitWeights weights,
            LstmShape shape,
            int sequence,
            Blocks blocks,
            boolean training,
            boolean atEveryStep) {
        this.arithmetic = arithmetic;
        this.layout = layout;
        this.weights = weights;
        this.shape = shape;
        this.sequence = sequence;
        this.arrays = new UnitArrays(layout, blocks.length(), training, atEveryStep);
        int kept = training ? blocks.count() * shape.hidden() : 0;
        this.keptOutputs = new float[kept];
        this.keptCells = new float[kept];
        this.lines = new float[blocks.length() * Math.max(shape.input(), shape.hidden())];
        this.starts = new int[blocks.length()];
        this.lookedUpSums = new float[training ? layout.symbolRow(layout.input().inTable()) : 0];
    }

    @Override
    public void begin(float[][] before) {
        Arrays.fill(arrays.lost, 0);
        if (before == null) {
            Arrays.fill(arrays.rows, layout.outputBefore(0), layout.row(1), 0);
            Arrays.fill(arrays.cells, 0, layout.unitStride(), 0);
        } else {
            setState(before[0], before[1], sequence);
        }
    }

    private void setState(float[] outputs, float[] cells, int place) {
        int hidden = shape.hidden();
        System.arraycopy(outputs, place * hidden, arrays.rows, layout.outputBefore(0), hidden);
        System.arraycopy(cells, place * hidden, arrays.cells, 0, hidden);
    }

    private void copyState(int step, float[] outputs, float[] cells, int place) {
        int hidden = shape.hidden();
        System.arraycopy(arrays.rows, layout.outputBefore(step), outputs, place * hidden, hidden);
        System.arraycopy(arrays.cells, step * layout.unitStride(), cells, place * hidden, hidden);
    }

    @Override
    public void carryOver(int steps) {
        int hidden = shape.hidden();
        System.arraycopy(arrays.rows, layout.outputBefore(steps), arrays.rows, layout.outputBefore(0), hidden);
        System.arraycopy(arrays.cells, steps * layout.unitStride(), arrays.cells, 0, hidden);
    }

    @Override
    public void keep(int block) {
        copyState(0, keptOutputs, keptCells, block);
    }

    @Override
    public void compute(PartInput input, int start, int steps) {
        if (layout.input().symbols()) {
            for (int step = 0; step < steps; step++) {
                starts[step] = layout.symbolRow(symbol(input, start + step));
            }
        } else {
            int inputs = shape.input();
            read(input.vectors(), start, steps, inputs);
            for (int step = 0; step < steps; step++) {
                System.arraycopy(
                        lines,
                        step * inputs,
                        arrays.rows,
                        layout.row(step) + layout.input().ones(),
                        inputs);
            }
        }
        arithmetic.forward(layout, arrays, weights, starts, 0, steps);
    }

    @Override
    public void recompute(PartInput input, int block, int start, int steps) {
        setState(keptOutputs, keptCells, block);
        compute(input, start, steps);
    }

    private int symbol(PartInput input, int step) {
        return input.symbols()[step * shape.batch() + sequence];
    }

    @Override
    public void writeOutputs(FloatBuffer output, int start, int steps) {
        int hidden = shape.hidden();
        for (int step = 0; step < steps; step++) {
            System.arraycopy(arrays.rows, layout.outputBefore(step + 1), lines, step * hidden, hidden);
        }
        write(output, start, steps, hidden);
    }

    @Override
    public void writeState(int steps, float[][] last) {
        copyState(steps, last[0], last[1], sequence);
    }

    @Override
    public void beginBackward(float[] lastGradient) {
        Arrays.fill(arrays.sums, 0);
        Arrays.fill(lookedUpSums, 0);
        Arrays.fill(arrays.dh, 0);
        Arrays.fill(arrays.dc, 0);
        if (lastGradient != null) {
            System.arraycopy(lastGradient, sequence * shape.hidden(), arrays.dh, 0, shape.hidden());
        }
    }

    @Override
    public boolean readGradients(FloatBuffer outputGradient, int start, int from, int to) {
        int hidden = shape.hidden();
        read(outputGradient, start + from, to - from, hidden);
        int bits = 0;
        for (int step = from; step < to; step++) {
            int line = (step - from) * hidden;
            for (int unit = 0; unit < hidden; unit++) {
                bits |= Float.floatToRawIntBits(lines[line + unit]);
            }
            System.arraycopy(lines, line, arrays.outputGradients, step * layout.unitStride(), hidden);
        }
        return bits << 1 != 0; // the sign of a zero does not count
    }

    @Override
    public boolean nothingIsLeft() {
        return Gradients.dropNothing(arrays.dh, arrays.dc);
    }

    @Override
    public void backward(PartInput input, int start, int from, int to, boolean atEveryStep) {
        arithmetic.backward(layout, arrays, weights, from, to, atEveryStep);
        for (int step = from; layout.input().symbols() && step < to; step++) {
            arithmetic.add(layout, arrays, step, lookedUpSums, layout.symbolRow(symbol(input, start + step)));
        }
    }

    @Override
    public void writeInputGradients(FloatBuffer inputGradient, int start, int from, int to, boolean zero) {
        int inputs = shape.input();
        for (int step = from; step < to; step++) {
            int line = (step - from) * inputs;
            if (zero) {
                Arrays.fill(lines, line, line + inputs, 0);
            } else {
                int at = step % Blocks.STEPS * layout.gradientStride() + layout.unitStride();
                System.arraycopy(arrays.rowGradients, at, lines, line, inputs);
            }
        }
        write(inputGradient, start + from, to - from, inputs);
    }

    @Override
    public void addTo(WeightSums gradients) {
        for (int column = 0; column < LstmWeights.GATES * shape.hidden(); column++) {
            int at = column / shape.hidden() * layout.gateStride() + column % shape.hidden();
            if (layout.input().ones() > 0) {
                gradients.addBias(column, arrays.sums[layout.sum(0, at)]);
            }
            for (int row = 0; row < layout.inputRows(); row++) {
                gradients.addInput(row, column, arrays.sums[layout.sum(1 + row, at)]);
            }
            for (int unit = 0; unit < shape.hidden(); unit++) {
                int row = layout.beforeOutput() + unit;
                gradients.addRecurrent(unit, column, arrays.sums[layout.sum(row, at)]);
            }
            for (int symbol = 0; symbol < layout.input().inTable(); symbol++) {
                gradients.addSymbol(symbol, column, lookedUpSums[layout.symbolRow(symbol) + at]);
            }
        }
    }

    /** Reads steps of [T, B, size] into the lines. */
    private void read(FloatBuffer from, int start, int steps, int size) {
        if (shape.batch() == 1) {
            from.get(start * size, lines, 0, steps * size);
            return;
        }
        for (int step = 0; step < steps; step++) {
            from.get(((start + step) * shape.batch() + sequence) * size, lines, step * size, size);
        }
    }

    private void write(FloatBuffer to, int start, int steps, int size) {
        if (shape.batch() == 1) {
            to.put(start * size, lines, 0, steps * size);
            return;
        }
        for (int step = 0; step < steps; step++) {
            to.put(((start + step) * shape.batch() + sequence) * size, lines, step * size, size);
        }
    }
}
