package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaStreamCreate;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;
import static org.bytedeco.cuda.global.cudnn.cudnnGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnSetStream;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import io.lagbench.lstm.kernel.SymbolSegmentLstmKernel;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.Nd4jBackend;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link SymbolSegmentLstmKernel} on cuDNN 8.3 or newer, single precision, on the first visible device. Arrays of ND4J's CUDA backend are
 * used where they are; those of the host backend travel through pinned buffers. Symbols go up as one-hot vectors. Descriptors are kept
 * for the latest shapes; device memory is as large as the largest shape needed and released with the kernel.
 */
public final class CuDnnLstmKernel implements SymbolSegmentLstmKernel {
    /** A pass in training and one in inference are larger than one alone, and another layer needs memory as well. */
    private static final int SHARE = 3;

    private final boolean tf32;
    private final Releases releases = new Releases();
    private final cudnnContext handle = new cudnnContext();
    private final CUstream_st stream = new CUstream_st();
    private final CudaTransfer transfer;
    private final OneHotSymbols symbols;
    private final CuDnnCalls calls = new CuDnnCalls(handle, stream, releases);
    private final CuDnnPlans plans;
    private final long mostBytes;
    private String algorithm;
    private long run;
    private boolean closed;

    /**
     * A kernel on the first visible device, by the algorithm that is fastest for a shape.
     *
     * @param tf32 whether products may be rounded to TF32 on devices that have it; else they are in full single precision
     * @throws IllegalStateException if cuDNN is not {@link #unavailable available}; the message says why
     */
    public CuDnnLstmKernel(boolean tf32) {
        this(tf32, Optional.empty(), 0);
    }

    /**
     * @param asked the algorithm to take where cuDNN has it; empty for the fastest
     * @param mostBytes what a pass may take on the device, about; 0 for a third of what is free there now
     */
    CuDnnLstmKernel(boolean tf32, Optional<CuDnnAlgorithm> asked, long mostBytes) {
        unavailable().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        this.tf32 = tf32;
        this.mostBytes = mostBytes > 0 ? mostBytes : CudaDevice.freeBytes() / SHARE;
        try {
            Cuda.check("cudaStreamCreate", cudaStreamCreate(stream));
            releases.push(() -> Cuda.check("cudaStreamDestroy", cudaStreamDestroy(stream)));
            Cuda.checkDnn("cudnnCreate", cudnnCreate(handle));
            releases.push(() -> Cuda.checkDnn("cudnnDestroy", cudnnDestroy(handle)));
            Cuda.checkDnn("cudnnSetStream", cudnnSetStream(handle, stream));
        } catch (RuntimeException | Error e) {
            releases.close();
            throw e;
        }
        plans = new CuDnnPlans(handle, tf32, asked, calls::rehearse);
        algorithm = plans.asked();
        releases.push(plans::close);
        transfer = Nd4jBackend.onDevice() ? new InPlaceCudaTransfer(stream) : new StagedCudaTransfer(stream);
        releases.push(transfer::close);
        symbols = new OneHotSymbols(stream);
        releases.push(symbols::close);
    }

    /** Why cuDNN cannot be used in this process, in one line; empty if it can. */
    public static Optional<String> unavailable() {
        return CudaDevice.unavailable().or(() -> Cuda.loadProblem("cuDNN", () -> Loader.load(cudnn.class)));
    }

    @Override
    public String description() {
        long version = cudnnGetVersion();
        long major = version >= 90_000 ? version / 10_000 : version / 1_000; // 8.x: 8302, 9.x: 91900
        long minor = version >= 90_000 ? version / 100 % 100 : version / 100 % 10;
        return "cuDNN " + major + "." + minor + "." + version % 100 + (tf32 ? " tf32 " : " fp32 ") + algorithm;
    }

    /** A forward pass; usable while no other has taken its place. */
    private final class LatestPass implements Pass {
        private final CuDnnLstmPlan plan;
        private final long run;
        private final boolean training;
        private final LstmInput input; // used in place where ND4J's arrays are on the device
        private final LstmState start;
        private final Pointer x;
        private final CuDnnCalls.DeviceState startAt;
        private LstmState brought; // the last state, if it is here already and nobody has it

        LatestPass(
                CuDnnLstmPlan plan,
                boolean training,
                LstmInput input,
                LstmState start,
                Pointer x,
                CuDnnCalls.DeviceState startAt,
                LstmState brought) {
            this.plan = plan;
            this.run = CuDnnLstmKernel.this.run;
            this.training = training;
            this.input = input;
            this.start = start;
            this.x = x;
            this.startAt = startAt;
            this.brought = brought;
        }

        @Override
        public LstmState lastState() {
            requireLatest(this);
            if (brought != null) {
                LstmState last = brought;
                brought = null;
                return last;
            }
            transfer.begin();
            LstmState last = bringLastState(plan.shape());
            transfer.finish();
            return last;
        }
    }

    /** The state after the last step, once the transfer is done. */
    private LstmState bringLastState(LstmShape shape) {
        LstmState last = newState(shape);
        CuDnnCalls.DeviceState lastAt = calls.lastState(shape);
        transfer.bring(CudaTransfer.Role.LAST_OUTPUT, lastAt.output(), last.output());
        transfer.bring(CudaTransfer.Role.LAST_CELL, lastAt.cell(), last.cell());
        return last;
    }

    private void requireLatest(LatestPass pass) {
        if (closed || pass.run != run) {
            throw new IllegalStateException("another pass of the kernel has taken this one's place");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
    }

    @Override
    public int mostSteps(LstmShape shape, boolean onSymbols, boolean training) {
        requireOpen();
        return SegmentLstmKernel.mostSteps(shape, mostBytes, part -> plans.bytes(part, training));
    }

    /** Chooses the algorithm of a shape's training passes. */
    @Override
    public void prepare(LstmShape shape, boolean onSymbols) {
        requireOpen();
        run++; // a rehearsal may take the latest pass's place
        algorithm = plans.algorithm(plans.get(shape, true));
    }

    @Override
    public Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training) {
        requireOpen();
        LstmShape shape = LstmShape.of(weights, input);
        shape.requireState(state);
        boolean lastOnly = output != null && output.rank() == 2;
        if (output != null) {
            shape.requireOutput("the output", output, lastOnly);
        }
        ArrayLayout.requireForward(weights, state, output);
        LstmInput inOrder = inOrder(input);
        LstmState start = inOrder(state);
        LstmWeights ordered = inOrder(weights);
        run++; // the buffers no longer hold the latest pass
        transfer.begin();
        CuDnnLstmPlan plan = plans.get(shape, training);
        Pointer weightsAt = calls.weightSpace(plan);
        transfer.pack(plan.weightSpace(handle, weightsAt), ordered, weightsAt);
        Pointer x = read(inOrder, shape);
        CuDnnCalls.DeviceState startAt = start == null
                ? CuDnnCalls.DeviceState.NONE
                : new CuDnnCalls.DeviceState(
                        transfer.read(CudaTransfer.Role.STATE_OUTPUT, start.output()),
                        transfer.read(CudaTransfer.Role.STATE_CELL, start.cell()));
        calls.forward(plan, training, x, startAt, weightsAt);
        if (output != null) {
            transfer.bring(
                    CudaTransfer.Role.OUTPUT, lastOnly ? calls.lastState(shape).output() : calls.output(shape), output);
        }
        // Who carries a state here will carry the next one on: it comes in the same wait.
        LstmState last = start == null ? null : bringLastState(shape);
        transfer.finish();
        return new LatestPass(plan, training, inOrder, start, x, startAt, last);
    }

    /** The input as it is read; ND4J may make a copy, which has to be there before {@link CudaTransfer#begin}. */
    private static LstmInput inOrder(LstmInput input) {
        if (input instanceof LstmInput.Vectors vectors) {
            ArrayLayout.requireSingle("the input", vectors.values());
            return new LstmInput.Vectors(ArrayLayout.inC(vectors.values()));
        }
        return input;
    }

    private static LstmState inOrder(LstmState state) {
        if (state == null) {
            return null;
        }
        return new LstmState(
                ArrayLayout.inC(state.output()), state.cell() == null ? null : ArrayLayout.inC(state.cell()));
    }

    private static LstmWeights inOrder(LstmWeights weights) {
        return new LstmWeights(
                ArrayLayout.inF(weights.input()),
                ArrayLayout.inF(weights.recurrent()),
                ArrayLayout.inF(weights.bias()));
    }

    private Pointer read(LstmInput input, LstmShape shape) {
        return input instanceof LstmInput.Symbols numbers
                ? symbols.read(numbers, shape.input())
                : transfer.read(CudaTransfer.Role.INPUT, ((LstmInput.Vectors) input).values());
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
        LatestPass latest = (LatestPass) pass;
        requireLatest(latest);
        if (!latest.training) {
            throw new IllegalStateException("backward needs a training pass");
        }
        CuDnnLstmPlan plan = latest.plan;
        LstmShape shape = plan.shape();
        shape.requireGradients(outputGradient, lastGradient, inputGradient, weightGradients);
        ArrayLayout.requireBackward(outputGradient, lastGradient, inputGradient);
        INDArray above = outputGradient == null ? null : ArrayLayout.inC(outputGradient);
        LstmState last = inOrder(lastGradient);
        LstmWeights ordered = inOrder(weightGradients);
        run++; // this pass is used up
        transfer.begin();
        Pointer dy =
                above == null ? calls.noOutputGradient(shape) : transfer.read(CudaTransfer.Role.OUTPUT_GRADIENT, above);
        Pointer dx = inputGradient == null
                ? calls.unwantedInputGradient(shape)
                : transfer.write(CudaTransfer.Role.INPUT_GRADIENT, inputGradient);
        CuDnnCalls.DeviceState lastAt = CuDnnCalls.DeviceState.NONE;
        if (last != null) {
            lastAt = new CuDnnCalls.DeviceState(
                    transfer.read(CudaTransfer.Role.LAST_OUTPUT_GRADIENT, last.output()),
                    last.cell() == null ? null : transfer.read(CudaTransfer.Role.LAST_CELL_GRADIENT, last.cell()));
        }
        LstmState start = before ? newState(shape) : null;
        CuDnnCalls.DeviceState startGradient = before ? calls.startGradient(shape) : CuDnnCalls.DeviceState.NONE;
        calls.backward(plan, latest.x, latest.startAt, calls.weightSpace(plan), dy, lastAt, dx, startGradient);
        Pointer gradientsAt = calls.gradientSpace(plan);
        transfer.unpack(plan.weightSpace(handle, gradientsAt), gradientsAt, ordered);
        if (before) {
            transfer.bring(CudaTransfer.Role.STATE_OUTPUT_GRADIENT, startGradient.output(), start.output());
            transfer.bring(CudaTransfer.Role.STATE_CELL_GRADIENT, startGradient.cell(), start.cell());
        }
        transfer.finish();
        assign(weightGradients.input(), ordered.input());
        assign(weightGradients.recurrent(), ordered.recurrent());
        assign(weightGradients.bias(), ordered.bias());
        return start;
    }

    private static void assign(INDArray target, INDArray ordered) {
        if (target != ordered) {
            target.assign(ordered);
        }
    }

    private static LstmState newState(LstmShape shape) {
        long[] size = {shape.batch(), shape.hidden()};
        return new LstmState(
                Nd4j.createUninitialized(DataType.FLOAT, size, 'c'),
                Nd4j.createUninitialized(DataType.FLOAT, size, 'c'));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            releases.close();
        }
    }
}
