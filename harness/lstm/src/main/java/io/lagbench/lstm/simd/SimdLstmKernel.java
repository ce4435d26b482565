package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
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
 * An LSTM layer in Java on the Vector API: the sequences of a batch side by side on the lanes, or the units of one. Denormal
 * gradients are flushed to zero, and where none is left that changes a float the backward pass ends.
 */
public final class SimdLstmKernel implements SymbolLstmKernel {
    private static final int BITS_PER_LANE = 32;

    private final LaneArithmetic lanes;
    private final UnitArithmetic units;
    private final Tuning tuning;
    private final PartThreads threads;
    private Plan plan;
    private long run;
    private boolean closed;

    /**
     * How it goes about its work.
     *
     * @param mostFloats values that are kept for the backward pass; what they leave out is computed again
     * @param mostAlone sequences that do not fill the lanes are computed one by one as long as they are no more
     * @param threads threads that compute, at least 1
     */
    record Tuning(long mostFloats, int mostAlone, int threads) {
        /** What was found fastest. */
        static Tuning usual(int lanes) {
            return new Tuning(3_000_000, lanes / 2, PartThreads.wanted());
        }
    }

    /** @throws IllegalStateException if it is {@link #unavailable}; the message says why */
    public SimdLstmKernel() {
        this(null);
    }

    /** @param tuning null for the usual */
    SimdLstmKernel(Tuning tuning) {
        unavailable().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        lanes = VectorModule.lanes();
        units = VectorModule.units();
        this.tuning = tuning == null ? Tuning.usual(lanes.lanes()) : tuning;
        threads = new PartThreads(this.tuning.threads);
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

    /** Operations a second that one core can do at most, measured in some tenths of a second; for benchmarks. */
    public static double peakOperationsPerSecond() {
        return VectorModule.peak();
    }

    @Override
    public String description() {
        return "SIMD (Java Vector API, " + lanes.lanes() * BITS_PER_LANE + " bits)";
    }

    @Override
    public boolean flushesDenormals() {
        return true;
    }

    /**
     * What a pass is about.
     *
     * @param lastOnly whether only the output of the last step is wanted
     */
    private record PassKind(LstmShape shape, InputRows input, boolean training, boolean lastOnly) {}

    /** What is made for one kind of pass; the gradient with respect to vectors is always computed. */
    private final class Plan {
        private final PassKind kind;
        private final List<SequencePart> parts = new ArrayList<>();
        private final List<Packing> packings = new ArrayList<>();

        Plan(PassKind kind) {
            this.kind = kind;
            int batch = kind.shape.batch();
            int rest = batch % lanes.lanes();
            int alone = rest <= tuning.mostAlone ? rest : 0;
            addGroups(batch - alone);
            addSingles(batch - alone);
        }

        /** In pairs, as long as that leaves no thread without work. */
        private void addGroups(int sequences) {
            int groups = (sequences + lanes.lanes() - 1) / lanes.lanes();
            int paired = groups >= 2 * tuning.threads ? groups / 2 * 2 : 0;
            addGroups(2, 0, paired, groups);
            addGroups(1, paired, groups, groups);
        }

        /**
         * Those of some numbers, so many together.
         *
         * @param to exclusive
         * @param all groups of the batch
         */
        private void addGroups(int together, int from, int to, int all) {
            if (from == to) {
                return;
            }
            LaneLayout layout = LaneLayout.of(kind.shape, kind.input, lanes, together, !kind.input.symbols());
            PackedWeights weights = new PackedWeights(layout);
            packings.add(weights::pack);
            Blocks blocks = Blocks.of(kind.shape.timeSteps(), false);
            long most = kind.training ? tuning.mostFloats / (layout.gatesOfAStep() * all) : 0;
            KeptGates kept = KeptGates.of(kind.shape.timeSteps(), most);
            for (int number = from; number < to; number += together) {
                List<LaneGroup> groups = new ArrayList<>();
                for (int group = number; group < number + together; group++) {
                    int first = group * layout.lanes();
                    groups.add(new LaneGroup(
                            lanes, layout, kind.shape, first, blocks, kind.training, !kind.lastOnly, kept));
                }
                BlockSteps steps = new LaneSteps(lanes, layout, weights, groups, kept);
                parts.add(new CheckpointedPart(steps, blocks, kind.training));
            }
        }

        private void addSingles(int first) {
            UnitLayout layout = UnitLayout.of(kind.shape, kind.input, units.lanes());
            int count = kind.shape.batch() - first;
            if (count == 0) {
                return;
            }
            UnitWeights weights = new UnitWeights(layout);
            packings.add(weights::pack);
            int steps = kind.shape.timeSteps();
            boolean whole = kind.training && layout.floatsOfAStep() * count * steps <= tuning.mostFloats;
            Blocks blocks = Blocks.of(steps, whole);
            for (int sequence = first; sequence < kind.shape.batch(); sequence++) {
                BlockSteps each = new UnitSteps(
                        units, layout, weights, kind.shape, sequence, blocks, kind.training, !kind.lastOnly);
                parts.add(new CheckpointedPart(each, blocks, kind.training));
            }
        }
    }

    /** Takes over weights, those for the backward pass only if it is for training. */
    private interface Packing {
        void pack(LstmWeights weights, boolean training);
    }

    private final class LatestPass implements Pass {
        private final long number = run;
        private final LstmShape shape = plan.kind.shape;
        private final PartInput input;
        private final float[][] last;

        LatestPass(PartInput input, float[][] last) {
            this.input = input;
            this.last = last;
        }

        @Override
        public LstmState lastState() {
            requireLatest(number);
            return new LstmState(array(last[0]), array(last[1]));
        }

        private INDArray array(float[] values) {
            INDArray array = Nd4j.createUninitialized(DataType.FLOAT, new long[] {shape.batch(), shape.hidden()}, 'c');
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
    public Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training) {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
        LstmShape shape = LstmShape.of(weights, input);
        shape.requireState(state);
        boolean lastOnly = output.rank() == 2;
        shape.requireOutput("the output", output, lastOnly);
        ArrayLayout.requireForward(weights, state, output);
        if (input instanceof LstmInput.Vectors vectors) {
            ArrayLayout.requireSingle("the input", vectors.values());
        }
        run++;
        PassKind kind = new PassKind(shape, InputRows.of(input, shape.input()), training, lastOnly);
        if (plan == null || !plan.kind.equals(kind)) {
            plan = null; // its arrays are garbage before the next are made
            plan = new Plan(kind);
        }
        plan.packings.forEach(each -> each.pack(weights, training));
        float[][] before = state == null
                ? null
                : new float[][] {NativeAddress.valuesInC(state.output()), NativeAddress.valuesInC(state.cell())};
        float[][] last = new float[2][shape.batch() * shape.hidden()];
        PartInput from = PartInput.of(input);
        FloatBuffer to = lastOnly ? null : NativeAddress.buffer(output);
        threads.each(plan.parts, part -> part.forward(from, before, to, last));
        if (lastOnly) {
            NativeAddress.of(output).put(last[0]);
        }
        return new LatestPass(from, last);
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
        PassKind kind = plan.kind;
        if (!kind.training) {
            throw new IllegalStateException("backward needs a training pass");
        }
        kind.shape.requireOutput("the output gradient", outputGradient, kind.lastOnly);
        kind.shape.requireWeightGradients(weightGradients);
        ArrayLayout.requireSingle("the output gradient", outputGradient);
        if (inputGradient != null) {
            if (kind.input.symbols()) {
                throw new IllegalArgumentException("symbols have no gradient");
            }
            kind.shape.requireInput("the input gradient", inputGradient);
            ArrayLayout.requireC("the input gradient", inputGradient);
        }
        INDArray contiguous = ArrayLayout.inC(outputGradient);
        FloatBuffer above = kind.lastOnly ? null : NativeAddress.buffer(contiguous);
        float[] lastGradient = kind.lastOnly ? NativeAddress.valuesInC(contiguous) : null;
        FloatBuffer below = inputGradient == null ? null : NativeAddress.buffer(inputGradient);
        run++; // gates become gradients: this pass is used up
        threads.each(plan.parts, part -> part.backward(latest.input, above, lastGradient, below));
        WeightSums sums = new WeightSums(kind.shape);
        plan.parts.forEach(part -> part.addTo(sums));
        sums.writeTo(weightGradients);
    }

    @Override
    public void close() {
        closed = true;
        plan = null;
        threads.close();
    }
}
