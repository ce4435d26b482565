package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreate;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_INFERENCE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_TRAINING;
import static org.bytedeco.cuda.global.cudnn.CUDNN_WGRAD_MODE_ADD;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;
import static org.bytedeco.cuda.global.cudnn.cudnnGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnRNNBackwardData_v8;
import static org.bytedeco.cuda.global.cudnn.cudnnRNNBackwardWeights_v8;
import static org.bytedeco.cuda.global.cudnn.cudnnRNNForward;
import static org.bytedeco.cuda.global.cudnn.cudnnSetStream;

import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import io.lagbench.lstm.kernel.SymbolSegmentLstmKernel;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.lstm.memory.PlanCache;
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
    private final PlanCache<LstmShape, CuDnnLstmPlan> plans;
    private final Cuda.Buffer weightSpace = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer gradientSpace = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer workspace = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer reserve = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer lastOutput = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer lastCell = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer ownOutput = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer noOutputGradient = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer unwantedInputGradient = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer stateOutputGradient = releases.buffer(Cuda.Buffer.onDevice());
    private final Cuda.Buffer stateCellGradient = releases.buffer(Cuda.Buffer.onDevice());
    private final long mostBytes;
    private Pointer zeros;
    private long run;
    private boolean closed;

    /**
     * A kernel on the first visible device.
     *
     * @param tf32 whether products may be rounded to TF32 on devices that have it; else they are in full single precision
     * @throws IllegalStateException if cuDNN is not {@link #unavailable available}; the message says why
     */
    public CuDnnLstmKernel(boolean tf32) {
        this(tf32, 0);
    }

    /** @param mostBytes what a pass may take on the device, about; 0 for a third of what is free there now */
    CuDnnLstmKernel(boolean tf32, long mostBytes) {
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
        plans = new PlanCache<>(shape -> new CuDnnLstmPlan(handle, shape, tf32), CuDnnLstmPlan::close);
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
        return "cuDNN " + major + "." + minor + "." + version % 100 + (tf32 ? " tf32" : " fp32");
    }

    /** A forward pass; usable while no other has taken its place. */
    private final class LatestPass implements Pass {
        private final CuDnnLstmPlan plan;
        private final long run;
        private final boolean training;
        private final LstmInput input; // used in place where ND4J's arrays are on the device
        private final LstmState start;
        private final Pointer x;
        private final Pointer y;
        private final Pointer startOutput;
        private final Pointer startCell;

        LatestPass(
                CuDnnLstmPlan plan,
                boolean training,
                LstmInput input,
                LstmState start,
                Pointer x,
                Pointer y,
                Pointer startOutput,
                Pointer startCell) {
            this.plan = plan;
            this.run = CuDnnLstmKernel.this.run;
            this.training = training;
            this.input = input;
            this.start = start;
            this.x = x;
            this.y = y;
            this.startOutput = startOutput;
            this.startCell = startCell;
        }

        @Override
        public LstmState lastState() {
            requireLatest(this);
            LstmState last = newState(plan.shape());
            transfer.begin();
            transfer.bring(CudaTransfer.Role.LAST_OUTPUT, lastOutput.atLeast(stateBytes(plan.shape())), last.output());
            transfer.bring(CudaTransfer.Role.LAST_CELL, lastCell.atLeast(stateBytes(plan.shape())), last.cell());
            transfer.finish();
            return last;
        }
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
        return SegmentLstmKernel.mostSteps(
                shape, mostBytes, part -> plans.get(part).bytes(training));
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
        CuDnnLstmPlan plan = plans.get(shape);
        Pointer weightsAt = weightSpace.atLeast(plan.weightBytes);
        transfer.pack(plan.weightSpace(handle, weightsAt), ordered, weightsAt);
        Pointer x = read(inOrder, shape);
        Pointer y = ownOutput.atLeast(outputBytes(shape)); // backward reads it, when the caller's may have changed
        Pointer startOutput = null; // zeros
        Pointer startCell = null;
        if (start != null) {
            startOutput = transfer.read(CudaTransfer.Role.STATE_OUTPUT, start.output());
            startCell = transfer.read(CudaTransfer.Role.STATE_CELL, start.cell());
        }
        long workspaceBytes = training ? plan.workspaceBytes : plan.inferenceWorkspaceBytes;
        long reserveBytes = training ? plan.reserveBytes : 0;
        Cuda.checkDnn(
                "cudnnRNNForward at " + shape,
                cudnnRNNForward(
                        handle,
                        plan.rnn,
                        training ? CUDNN_FWD_MODE_TRAINING : CUDNN_FWD_MODE_INFERENCE,
                        plan.lengths(stream),
                        plan.x,
                        x,
                        plan.y,
                        y,
                        plan.state,
                        startOutput,
                        lastOutput.atLeast(stateBytes(shape)),
                        plan.state,
                        startCell,
                        lastCell.atLeast(stateBytes(shape)),
                        plan.weightBytes,
                        weightsAt,
                        workspaceBytes,
                        workspace.atLeast(workspaceBytes),
                        reserveBytes,
                        reserve.atLeast(reserveBytes)));
        if (output != null) {
            transfer.bring(CudaTransfer.Role.OUTPUT, lastOnly ? lastOutput.atLeast(stateBytes(shape)) : y, output);
        }
        transfer.finish();
        return new LatestPass(plan, training, inOrder, start, x, y, startOutput, startCell);
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

    private static long stateBytes(LstmShape shape) {
        return (long) shape.batch() * shape.hidden() * Float.BYTES;
    }

    private static long inputBytes(LstmShape shape) {
        return (long) shape.timeSteps() * shape.batch() * shape.input() * Float.BYTES;
    }

    private static long outputBytes(LstmShape shape) {
        return shape.timeSteps() * stateBytes(shape);
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
        Pointer weightsAt = weightSpace.atLeast(plan.weightBytes);
        Pointer gradientsAt = gradientSpace.atLeast(plan.weightBytes);
        Pointer workspaceAt = workspace.atLeast(plan.workspaceBytes);
        Pointer reserveAt = reserve.atLeast(plan.reserveBytes);
        Pointer dy;
        if (above == null) {
            dy = zeros(outputBytes(shape));
        } else {
            dy = transfer.read(CudaTransfer.Role.OUTPUT_GRADIENT, above);
        }
        Pointer dx = inputGradient == null
                ? unwantedInputGradient.atLeast(inputBytes(shape))
                : transfer.write(CudaTransfer.Role.INPUT_GRADIENT, inputGradient);
        Pointer lastOutputGradient = null; // zeros
        Pointer lastCellGradient = null;
        if (last != null) {
            lastOutputGradient = transfer.read(CudaTransfer.Role.LAST_OUTPUT_GRADIENT, last.output());
            if (last.cell() != null) {
                lastCellGradient = transfer.read(CudaTransfer.Role.LAST_CELL_GRADIENT, last.cell());
            }
        }
        Pointer startOutputGradient = null; // not wanted
        Pointer startCellGradient = null;
        LstmState start = null;
        if (before) {
            startOutputGradient = stateOutputGradient.atLeast(stateBytes(shape));
            startCellGradient = stateCellGradient.atLeast(stateBytes(shape));
            start = newState(shape);
        }
        Cuda.checkDnn(
                "cudnnRNNBackwardData_v8 at " + shape,
                cudnnRNNBackwardData_v8(
                        handle,
                        plan.rnn,
                        plan.lengths(stream),
                        plan.y,
                        latest.y,
                        dy,
                        plan.x,
                        dx,
                        plan.state,
                        latest.startOutput,
                        lastOutputGradient,
                        startOutputGradient,
                        plan.state,
                        latest.startCell,
                        lastCellGradient,
                        startCellGradient,
                        plan.weightBytes,
                        weightsAt,
                        plan.workspaceBytes,
                        workspaceAt,
                        plan.reserveBytes,
                        reserveAt));
        zero(gradientsAt, plan.weightBytes); // they are added to
        Cuda.checkDnn(
                "cudnnRNNBackwardWeights_v8 at " + shape,
                cudnnRNNBackwardWeights_v8(
                        handle,
                        plan.rnn,
                        CUDNN_WGRAD_MODE_ADD,
                        plan.lengths(stream),
                        plan.x,
                        latest.x,
                        plan.state,
                        latest.startOutput,
                        plan.y,
                        latest.y,
                        plan.weightBytes,
                        gradientsAt,
                        plan.workspaceBytes,
                        workspaceAt,
                        plan.reserveBytes,
                        reserveAt));
        transfer.unpack(plan.weightSpace(handle, gradientsAt), gradientsAt, ordered);
        if (before) {
            transfer.bring(CudaTransfer.Role.STATE_OUTPUT_GRADIENT, startOutputGradient, start.output());
            transfer.bring(CudaTransfer.Role.STATE_CELL_GRADIENT, startCellGradient, start.cell());
        }
        transfer.finish();
        assign(weightGradients.input(), ordered.input());
        assign(weightGradients.recurrent(), ordered.recurrent());
        assign(weightGradients.bias(), ordered.bias());
        return start;
    }

    /** So much memory of zeros, which nobody writes to. */
    private Pointer zeros(long bytes) {
        Pointer memory = noOutputGradient.atLeast(bytes);
        if (memory != zeros) {
            zeros = null;
            zero(memory, noOutputGradient.capacity());
            zeros = memory;
        }
        return memory;
    }

    private void zero(Pointer memory, long bytes) {
        Cuda.check("cudaMemsetAsync", cudaMemsetAsync(memory, 0, bytes, stream));
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
