package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmShape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * As many sequences of a batch as there are lanes, over all steps. Where all steps would take too much memory only the state
 * before each block of steps is kept, and the backward pass computes the blocks again.
 */
final class SequenceGroup {
    /** Steps whose contributions to the weight gradient are summed up together, and the length of a block. */
    private static final int BLOCK = 32;

    /** Gradients below that change no float that is left. */
    private static final float NOTHING = 0x1p-90f;

    private final LaneArithmetic arithmetic;
    private final LaneLayout layout;
    private final LstmShape shape;
    private final int first;
    private final int count;
    private final int block;
    private final LaneArrays arrays;
    private final float[] keptOutputs;
    private final float[] keptCells;
    private final float[] line;
    private int filled;

    /**
     * A group.
     *
     * @param first number of its first sequence in the batch
     * @param whole whether the values of all steps are kept
     * @param training whether it goes backward
     */
    SequenceGroup(
            LaneArithmetic arithmetic, LaneLayout layout, LstmShape shape, int first, boolean whole, boolean training) {
        this.arithmetic = arithmetic;
        this.layout = layout;
        this.shape = shape;
        this.first = first;
        this.count = Math.min(layout.lanes(), shape.batch() - first);
        this.block = whole ? shape.timeSteps() : Math.min(BLOCK, shape.timeSteps());
        this.arrays = new LaneArrays(layout, block, training);
        int kept = training ? blocks() * shape.hidden() * layout.lanes() : 0;
        this.keptOutputs = new float[kept];
        this.keptCells = new float[kept];
        this.line = new float[count * Math.max(shape.input(), shape.hidden())];
    }

    private int blocks() {
        return (shape.timeSteps() + block - 1) / block;
    }

    private int stepsOf(int which) {
        return Math.min(block, shape.timeSteps() - which * block);
    }

    /** Where the output before a step of the block begins in u. */
    private int outputBefore(int step) {
        return (step * layout.rowStride() + shape.input()) * layout.lanes();
    }

    /**
     * Runs forward.
     *
     * @param input [T, B, I]
     * @param state output and cell before the first step, each [B, H]; null for zeros
     * @param output receives the outputs of all steps, [T, B, H]
     * @param last receives output and cell after the last step, each [B, H]
     */
    void forward(PackedWeights weights, FloatBuffer input, float[][] state, FloatBuffer output, float[][] last) {
        int values = shape.hidden() * layout.lanes();
        begin(state);
        for (int which = 0; which < blocks(); which++) {
            int steps = stepsOf(which);
            if (which > 0) {
                System.arraycopy(arrays.rows, outputBefore(block), arrays.rows, outputBefore(0), values);
                System.arraycopy(arrays.cells, block * values, arrays.cells, 0, values);
            }
            if (keptCells.length > 0) {
                System.arraycopy(arrays.rows, outputBefore(0), keptOutputs, which * values, values);
                System.arraycopy(arrays.cells, 0, keptCells, which * values, values);
            }
            compute(weights, input, which, steps);
            for (int step = 0; step < steps; step++) {
                write(arrays.rows, outputBefore(step + 1), shape.hidden(), output, which * block + step);
            }
        }
        int steps = stepsOf(blocks() - 1);
        fromLanes(arrays.rows, outputBefore(steps), last[0]);
        fromLanes(arrays.cells, steps * values, last[1]);
    }

    private void begin(float[][] state) {
        int values = shape.hidden() * layout.lanes();
        Arrays.fill(arrays.rows, outputBefore(0), outputBefore(0) + values, 0);
        Arrays.fill(arrays.cells, 0, values, 0);
        if (state != null) {
            toLanes(state[0], arrays.rows, outputBefore(0));
            toLanes(state[1], arrays.cells, 0);
        }
    }

    private void compute(PackedWeights weights, FloatBuffer input, int which, int steps) {
        for (int step = 0; step < steps; step++) {
            read(input, which * block + step, shape.input(), arrays.rows, step * layout.rowStride() * layout.lanes());
        }
        arithmetic.forward(layout, arrays, weights, 0, steps);
        filled = which;
    }

    /**
     * Runs backward after a forward pass.
     *
     * @param outputGradient [T, B, H]
     * @param inputGradient receives the gradient with respect to the input, [T, B, I]
     */
    void backward(PackedWeights weights, FloatBuffer input, FloatBuffer outputGradient, FloatBuffer inputGradient) {
        Arrays.fill(arrays.sums, 0);
        Arrays.fill(arrays.dh, 0);
        Arrays.fill(arrays.dc, 0);
        for (int which = blocks() - 1; which >= 0; which--) {
            for (int to = stepsOf(which); to > 0; to -= (to - 1) % BLOCK + 1) {
                backward(weights, input, outputGradient, inputGradient, which, to - ((to - 1) % BLOCK + 1), to);
            }
        }
    }

    private void backward(
            PackedWeights weights,
            FloatBuffer input,
            FloatBuffer outputGradient,
            FloatBuffer inputGradient,
            int which,
            int from,
            int to) {
        int values = shape.hidden() * layout.lanes();
        float largest = 0;
        for (int step = from; step < to; step++) {
            largest = Math.max(
                    largest,
                    read(outputGradient, which * block + step, shape.hidden(), arrays.outputGradients, step * values));
        }
        boolean zero = largest == 0;
        if (zero && isNothing(arrays.dh) && isNothing(arrays.dc)) {
            Arrays.fill(arrays.dh, 0);
            Arrays.fill(arrays.dc, 0);
            for (int step = from; step < to; step++) {
                writeZeros(inputGradient, which * block + step);
            }
            return;
        }
        if (filled != which) {
            System.arraycopy(keptOutputs, which * values, arrays.rows, outputBefore(0), values);
            System.arraycopy(keptCells, which * values, arrays.cells, 0, values);
            compute(weights, input, which, stepsOf(which));
        }
        arrays.gradientAtEveryStep = !zero;
        arithmetic.backward(layout, arrays, weights, from, to);
        for (int step = from; step < to; step++) {
            write(
                    arrays.rowGradients,
                    step * layout.gradientStride() * layout.lanes(),
                    shape.input(),
                    inputGradient,
                    which * block + step);
        }
    }

    private static boolean isNothing(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value)); // NaN stays
        }
        return largest <= NOTHING;
    }

    /** Adds the sums of the lanes to the gradients of all weights, [row of u][column]. */
    void addTo(double[] gradients) {
        int lanes = layout.lanes();
        for (int row = 0; row < layout.rows(); row++) {
            for (int column = 0; column < layout.columns(); column++) {
                int at = layout.sum(row, column) * lanes;
                double sum = 0;
                for (int lane = 0; lane < lanes; lane++) {
                    sum += arrays.sums[at + lane];
                }
                gradients[row * layout.columns() + column] += sum;
            }
        }
    }

    /** Reads a step of [T, B, size] into lanes; returns the largest absolute value, or NaN if there is one. */
    private float read(FloatBuffer from, int step, int size, float[] to, int at) {
        from.get((step * shape.batch() + first) * size, line, 0, count * size);
        int lanes = layout.lanes();
        float largest = 0;
        for (int lane = 0; lane < count; lane++) {
            for (int n = 0; n < size; n++) {
                float value = line[lane * size + n];
                to[at + n * lanes + lane] = value;
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    private void write(float[] from, int at, int size, FloatBuffer to, int step) {
        int lanes = layout.lanes();
        for (int lane = 0; lane < count; lane++) {
            for (int n = 0; n < size; n++) {
                line[lane * size + n] = from[at + n * lanes + lane];
            }
        }
        to.put((step * shape.batch() + first) * size, line, 0, count * size);
    }

    private void writeZeros(FloatBuffer to, int step) {
        Arrays.fill(line, 0);
        to.put((step * shape.batch() + first) * shape.input(), line, 0, count * shape.input());
    }

    /** Copies from [B, H]. */
    private void toLanes(float[] from, float[] to, int at) {
        for (int lane = 0; lane < count; lane++) {
            for (int unit = 0; unit < shape.hidden(); unit++) {
                to[at + unit * layout.lanes() + lane] = from[(first + lane) * shape.hidden() + unit];
            }
        }
    }

    /** Copies to [B, H]. */
    private void fromLanes(float[] from, int at, float[] to) {
        for (int lane = 0; lane < count; lane++) {
            for (int unit = 0; unit < shape.hidden(); unit++) {
                to[(first + lane) * shape.hidden() + unit] = from[at + unit * layout.lanes() + lane];
            }
        }
    }
}
