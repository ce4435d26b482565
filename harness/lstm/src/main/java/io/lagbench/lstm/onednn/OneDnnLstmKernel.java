package io.lagbench.lstm.onednn;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.memory.PlanCache;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link SegmentLstmKernel} on oneDNN: one primitive forward, one backward, single precision. Primitives are kept for the
 * latest shapes and share one arena, as large as the largest shape needed; all is released with the kernel. Denormals are
 * flushed on Linux on x86-64 and arm64.
 */
public final class OneDnnLstmKernel implements SegmentLstmKernel {
    private static final long PAGE = 4096;

    /** Of the memory that arrays may take. */
    private static final double SHARE = 0.75;

    private record PlanKey(LstmShape shape, boolean training) {}

    private final engine cpu;
    private final stream queue;
    private final PlanCache<PlanKey, OneDnnLstmPlan> plans;
    private final SingleStepForward singleStep = new SingleStepForward();
    private final DenormalFlush denormals;
    private final long mostBytes;

    /** As large as the largest plan so far has asked for; holds the latest pass. */
    private BytePointer arena;

    private OneDnnLstmPlan bound;
    private long run;
    private boolean closed;

    /**
     * A kernel without primitives yet.
     *
     * @throws IllegalStateException if oneDNN is not {@link #unavailable available}; the message says why
     */
    public OneDnnLstmKernel() {
        this(true);
    }

    /**
     * The same with a choice, for benchmarks.
     *
     * @param flushing whether denormals are flushed where that works
     */
    public OneDnnLstmKernel(boolean flushing) {
        this(flushing, (long) (SHARE * (Pointer.maxBytes() > 0 ? Pointer.maxBytes() : Pointer.totalPhysicalBytes())));
    }

    /** @param mostBytes what a pass may take, about; sequences that need more are cut into segments */
    OneDnnLstmKernel(boolean flushing, long mostBytes) {
        unavailable().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        this.mostBytes = mostBytes;
        denormals = new DenormalFlush(flushing);
        cpu = new engine(engine.kind.cpu, 0);
        queue = new stream(cpu);
        plans = new PlanCache<>(key -> new OneDnnLstmPlan(cpu, key.shape, key.training), OneDnnLstmPlan::close);
    }

    /** Why oneDNN cannot be used in this process; empty if it can. */
    public static Optional<String> unavailable() {
        Optional<String> problem = Nd4jBackend.problem();
        if (problem.isPresent()) {
            return problem;
        }
        if (Nd4jBackend.onDevice()) {
            return Optional.of("oneDNN works on arrays in host memory; this ND4J backend has them on a device");
        }
        try {
            Loader.load(dnnl.class);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("oneDNN's native library does not load on " + Loader.getPlatform()
                    + "; it needs org.bytedeco:dnnl and org.bytedeco:opencl with this platform's classifier: " + e);
        }
    }

    @Override
    public String description() {
        dnnl_version_t version = dnnl.dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch();
    }

    @Override
    public boolean flushesDenormals() {
        return denormals.isEffective();
    }

    @Override
    public int mostSteps(LstmShape shape, boolean training) {
        requireOpen();
        if (!training && SingleStepForward.suits(shape)) {
            return shape.timeSteps();
        }
        return SegmentLstmKernel.mostSteps(
                shape, mostBytes, part -> plans.get(new PlanKey(part, training)).bytes());
    }

    /** A forward pass; usable while no other pass has taken its place in the arena. */
    private final class LatestPass implements Pass {
        private final OneDnnLstmPlan plan;
        private final long run;
        private final INDArray input;

        LatestPass(OneDnnLstmPlan plan, long run, INDArray input) {
            this.plan = plan;
            this.run = run;
            this.input = input;
        }

        @Override
        public LstmState lastState() {
            requireLatest(run);
            return plan.lastState();
        }
    }

    /** A pass of one step without a primitive. */
    private final class SingleStepPass implements Pass {
        private final long run;
        private final LstmState after;

        SingleStepPass(long run, LstmState after) {
            this.run = run;
            this.after = after;
        }

        @Override
        public LstmState lastState() {
            requireLatest(run);
            return after;
        }
    }

    private void requireLatest(long passRun) {
        if (closed || passRun != run) {
            throw new IllegalStateException("another pass of the kernel has taken this one's place");
        }
    }

    @Override
    public Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        requireOpen();
        LstmShape shape = LstmShape.of(weights, input, state, output);
        ArrayLayout.requireForward(weights, input, state, output);
        run++; // whatever lies in the arena is lost
        if (!training && output != null && SingleStepForward.suits(shape)) {
            INDArray single = ArrayLayout.inC(input);
            try (DenormalFlush flush = denormals.begin()) {
                return new SingleStepPass(run, singleStep.forward(shape, weights, single, state, output));
            }
        }
        OneDnnLstmPlan plan = plan(shape, training);
        INDArray contiguous = ArrayLayout.inC(input);
        plan.setWeights(
                ArrayLayout.inF(weights.input()),
                ArrayLayout.inF(weights.recurrent()),
                ArrayLayout.inF(weights.bias()));
        plan.setState(
                state == null ? null : ArrayLayout.inC(state.output()),
                state == null ? null : ArrayLayout.inC(state.cell()));
        try (DenormalFlush flush = denormals.begin()) {
            plan.forward(queue, contiguous, output);
        }
        return new LatestPass(plan, run, contiguous);
    }

    @Override
    public LstmState backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            LstmState lastGradient,
            INDArray inputGradient,
            LstmWeights weightGradients,
            boolean before) {
        if (!(pass instanceof LatestPass latest) || !latest.plan.training()) {
            throw new IllegalStateException("backward needs a training pass");
        }
        requireLatest(latest.run);
        LstmShape shape = latest.plan.shape();
        shape.requireGradients(outputGradient, lastGradient, inputGradient, weightGradients);
        ArrayLayout.requireBackward(outputGradient, lastGradient, inputGradient);
        INDArray above = outputGradient == null ? null : ArrayLayout.inC(outputGradient);
        try (DenormalFlush flush = denormals.begin()) {
            latest.plan.backward(queue, latest.input, above, lastGradient, inputGradient);
        }
        ArrayLayout.writeInF(weightGradients.input(), latest.plan::readInputWeightGradient);
        ArrayLayout.writeInF(weightGradients.recurrent(), latest.plan::readRecurrentWeightGradient);
        ArrayLayout.writeInF(weightGradients.bias(), latest.plan::readBiasGradient);
        run++; // the gradients have taken the place of the weights: this pass is used up
        return before ? latest.plan.firstGradient() : null;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
    }

    /** The plan for a shape, with the arena for its own. */
    private OneDnnLstmPlan plan(LstmShape shape, boolean training) {
        OneDnnLstmPlan plan = plans.get(new PlanKey(shape, training));
        if (plan != bound) {
            bound = null;
            if (arena == null || arena.capacity() < plan.bytes() + PAGE) {
                release(arena);
                arena = null;
                arena = new BytePointer(plan.bytes() + PAGE);
            }
            plan.bind(arena.getPointer(PAGE - arena.address() % PAGE));
            bound = plan;
        }
        return plan;
    }

    private static void release(Pointer pointer) {
        if (pointer != null) {
            pointer.deallocate();
        }
    }

    /**
     * Runs only the two primitives of a training pass that went backward: what a call does beyond them is overhead. The
     * arrays of that pass must still be there. For benchmarks.
     */
    public void repeatPrimitives(Pass pass) {
        try (DenormalFlush flush = denormals.begin()) {
            ((LatestPass) pass).plan.repeatPrimitives(queue);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            plans.close();
            release(arena);
            singleStep.close();
            queue.deallocate();
            cpu.deallocate();
        }
    }
}
