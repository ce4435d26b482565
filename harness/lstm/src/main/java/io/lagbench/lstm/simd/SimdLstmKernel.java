package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An LSTM layer in Java on the Vector API, on one thread: the sequences of a batch side by side on the lanes. Results do not
 * depend on the other sequences of a batch. Denormal gradients are flushed to zero.
 */
public final class SimdLstmKernel implements LstmKernel {
    /** Values of all steps are kept as long as they take no more; else they are computed again in the backward pass. */
    private static final long MOST_FLOATS = 4_000_000;

    private static final int BITS_PER_LANE = 32;

    private final LaneArithmetic arithmetic;
    private final long mostFloats;
    private Plan plan;
    private long run;
    private boolean closed;

    /** @throws IllegalStateException if it is {@link #unavailable}; the message says why */
    public SimdLstmKernel() {
        this(arithmetic(), MOST_FLOATS);
    }

    /**
     * A kernel on vectors of some width.
     *
     * @param mostFloats values of all steps are kept as long as they are no more
     */
    SimdLstmKernel(LaneArithmetic arithmetic, long mostFloats) {
        this.arithmetic = arithmetic;
        this.mostFloats = mostFloats;
    }

    private static LaneArithmetic arithmetic() {
        unavailable().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return VectorModule.arithmetic();
    }

    /** Why it cannot be used in this process, in one line; empty if it can. */
    public static Optional<String> unavailable() {
        return VectorModule.missing()
                .map(reason -> "the kernel in Java has no vectors: " + reason)
                .or(Nd4jBackend::problem)
                .or(() -> Nd4jBackend.onDevice()
                        ? Optional.of("the kernel in Java works on arrays in host memory; this ND4J backend has them on"
                                + " a device")
                        : Optional.empty());
    }

    @Override
    public String description() {
        return "SIMD (Java Vector API, " + arithmetic.lanes() * BITS_PER_LANE + " bits)";
    }

    /** What is made for a shape. */
    private final class Plan {
        private final LstmShape shape;
        private final boolean training;
        private final LaneLayout layout;
        private final PackedWeights weights;
        private final List<SequenceGroup> groups = new ArrayList<>();

        Plan(LstmShape shape, boolean training) {
            this.shape = shape;
            this.training = training;
            layout = LaneLayout.of(shape, arithmetic, true);
            weights = new PackedWeights(layout);
            int lanes = layout.lanes();
            int count = (shape.batch() + lanes - 1) / lanes;
            boolean whole = training && layout.floatsOfAStep() * shape.timeSteps() * count <= mostFloats;
            for (int group = 0; group < count; group++) {
                groups.add(new SequenceGroup(arithmetic, layout, shape, group * lanes, whole, training));
            }
        }
    }

    private final class LatestPass implements Pass {
        private final long number = run;
        private final Plan of = plan;
        private final INDArray input;
        private final float[][] last;

        LatestPass(INDArray input, float[][] last) {
            this.input = input;
            this.last = last;
        }

        @Override
        public LstmState lastState() {
            requireLatest(number);
            return new LstmState(array(last[0]), array(last[1]));
        }

        private INDArray array(float[] values) {
            INDArray array =
                    Nd4j.createUninitialized(DataType.FLOAT, new long[] {of.shape.batch(), of.shape.hidden()}, 'c');
            NativeAddress.of(array).put(values);
            return array;
        }
    }

    private void requireLatest(long number) {
        if (number != run) {
            throw new IllegalStateException("another pass of the kernel has taken this one's place");
        }
    }

    @Override
    public Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
        LstmShape shape = LstmShape.of(weights, input, state, output);
        ArrayLayout.requireForward(weights, input, state, output);
        run++;
        if (plan == null || !plan.shape.equals(shape) || plan.training != training) {
            plan = null; // its arrays are garbage before the next are made
            plan = new Plan(shape, training);
        }
        plan.weights.pack(weights, training);
        INDArray contiguous = ArrayLayout.inC(input);
        float[][] before = state == null ? null : new float[][] {values(state.output()), values(state.cell())};
        float[][] last = new float[2][shape.batch() * shape.hidden()];
        FloatBuffer from = buffer(contiguous);
        FloatBuffer to = buffer(output);
        for (SequenceGroup group : plan.groups) {
            group.forward(plan.weights, from, before, to, last);
        }
        return new LatestPass(contiguous, last);
    }

    private static float[] values(INDArray array) {
        float[] values = new float[Math.toIntExact(array.length())];
        NativeAddress.of(ArrayLayout.inC(array)).get(values);
        return values;
    }

    /** The memory of a contiguous array. */
    private static FloatBuffer buffer(INDArray array) {
        return NativeAddress.of(array).capacity(array.length()).asBuffer();
    }

    @Override
    public void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients) {
        LatestPass latest = (LatestPass) pass;
        requireLatest(latest.number);
        if (!plan.training) {
            throw new IllegalStateException("backward needs a training pass");
        }
        plan.shape.requireGradients(outputGradient, inputGradient, weightGradients);
        ArrayLayout.requireSingle("the output gradient", outputGradient);
        ArrayLayout.requireC("the input gradient", inputGradient);
        FloatBuffer from = buffer(latest.input);
        FloatBuffer above = buffer(ArrayLayout.inC(outputGradient));
        FloatBuffer below = buffer(inputGradient);
        double[] gradients = new double[plan.layout.rows() * plan.layout.columns()];
        for (SequenceGroup group : plan.groups) {
            group.backward(plan.weights, from, above, below);
            group.addTo(gradients);
        }
        int inputs = plan.shape.input();
        int hidden = plan.shape.hidden();
        write(gradients, 0, inputs, weightGradients.input());
        write(gradients, inputs, hidden, weightGradients.recurrent());
        write(gradients, inputs + hidden, 1, weightGradients.bias());
        run++; // gates have become gradients: this pass is used up
    }

    /** Writes gradients of some rows of u in DL4J's order. */
    private void write(double[] gradients, int firstRow, int rows, INDArray target) {
        int hidden = plan.shape.hidden();
        int columns = plan.layout.columns();
        float[] values = new float[rows * columns];
        for (int column = 0; column < columns; column++) {
            int place = column % LstmWeights.GATES * hidden + column / LstmWeights.GATES;
            for (int row = 0; row < rows; row++) {
                values[place * rows + row] = (float) gradients[(firstRow + row) * columns + column];
            }
        }
        INDArray ordered = ArrayLayout.inF(target);
        NativeAddress.of(ordered).put(values);
        if (ordered != target) {
            target.assign(ordered);
        }
    }

    @Override
    public void close() {
        closed = true;
        plan = null;
    }
}
