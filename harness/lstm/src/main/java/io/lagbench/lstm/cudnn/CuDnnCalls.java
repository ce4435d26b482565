package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_INFERENCE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_TRAINING;
import static org.bytedeco.cuda.global.cudnn.CUDNN_WGRAD_MODE_ADD;
import static org.bytedeco.cuda.global.cudnn.cudnnRNNBackwardData_v8;
import static org.bytedeco.cuda.global.cudnn.cudnnRNNBackwardWeights_v8;
import static org.bytedeco.cuda.global.cudnn.cudnnRNNForward;

import io.lagbench.lstm.kernel.LstmShape;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.Pointer;

/**
 * cuDNN's passes through a layer, queued on a stream, and the memory on the device that they leave their results in: as large as the largest
 * shape needed, and overwritten by the next pass.
 */
final class CuDnnCalls {
    private final cudnnContext handle;
    private final CUstream_st stream;
    private final Cuda.Buffer weightSpace;
    private final Cuda.Buffer gradientSpace;
    private final Cuda.Buffer workspace;
    private final Cuda.Buffer reserve;
    private final Cuda.Buffer lastOutput;
    private final Cuda.Buffer lastCell;
    private final Cuda.Buffer output;
    private final Cuda.Buffer zeroMemory;
    private final Cuda.Buffer unwantedInputGradient;
    private final Cuda.Buffer stateOutputGradient;
    private final Cuda.Buffer stateCellGradient;
    private Pointer zeros;

    /**
     * @param releases are to release the memory
     */
    CuDnnCalls(cudnnContext handle, CUstream_st stream, Releases releases) {
        this.handle = handle;
        this.stream = stream;
        weightSpace = releases.buffer(Cuda.Buffer.onDevice());
        gradientSpace = releases.buffer(Cuda.Buffer.onDevice());
        workspace = releases.buffer(Cuda.Buffer.onDevice());
        reserve = releases.buffer(Cuda.Buffer.onDevice());
        lastOutput = releases.buffer(Cuda.Buffer.onDevice());
        lastCell = releases.buffer(Cuda.Buffer.onDevice());
        output = releases.buffer(Cuda.Buffer.onDevice());
        zeroMemory = releases.buffer(Cuda.Buffer.onDevice());
        unwantedInputGradient = releases.buffer(Cuda.Buffer.onDevice());
        stateOutputGradient = releases.buffer(Cuda.Buffer.onDevice());
        stateCellGradient = releases.buffer(Cuda.Buffer.onDevice());
    }

    /**
     * The state before the first step, or what belongs to it.
     *
     * @param output null for zeros, or where it is not wanted
     * @param cell null for zeros, or where it is not wanted
     */
    record DeviceState(Pointer output, Pointer cell) {
        /** Zeros; and of gradients that they are not wanted. */
        static final DeviceState NONE = new DeviceState(null, null);
    }

    /** Memory for the weights of a plan. */
    Pointer weightSpace(CuDnnLstmPlan plan) {
        return weightSpace.atLeast(plan.weightBytes);
    }

    /** The gradients of the weights. */
    Pointer gradientSpace(CuDnnLstmPlan plan) {
        return gradientSpace.atLeast(plan.weightBytes);
    }

    /** The outputs of all steps. Backward reads them, when the caller's copy may have changed. */
    Pointer output(LstmShape shape) {
        return output.atLeast(outputBytes(shape));
    }

    /** The state after the last step. */
    DeviceState lastState(LstmShape shape) {
        return new DeviceState(lastOutput.atLeast(stateBytes(shape)), lastCell.atLeast(stateBytes(shape)));
    }

    /** Memory for the gradient with respect to the state before the first step. */
    DeviceState startGradient(LstmShape shape) {
        return new DeviceState(
                stateOutputGradient.atLeast(stateBytes(shape)), stateCellGradient.atLeast(stateBytes(shape)));
    }

    /** Memory for a gradient with respect to the input that nobody reads. */
    Pointer unwantedInputGradient(LstmShape shape) {
        return unwantedInputGradient.atLeast(inputBytes(shape));
    }

    /** The gradient with respect to outputs that have none. */
    Pointer noOutputGradient(LstmShape shape) {
        return zeros(outputBytes(shape));
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

    /**
     * Queues a forward pass.
     *
     * @param x [T, B, I]
     * @param start state before the first step
     * @param weights in the order of the plan
     */
    void forward(CuDnnLstmPlan plan, boolean training, Pointer x, DeviceState start, Pointer weights) {
        LstmShape shape = plan.shape();
        DeviceState last = lastState(shape);
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
                        output(shape),
                        plan.state,
                        start.output,
                        last.output,
                        plan.state,
                        start.cell,
                        last.cell,
                        plan.weightBytes,
                        weights,
                        workspaceBytes,
                        workspace.atLeast(workspaceBytes),
                        reserveBytes,
                        reserve.atLeast(reserveBytes)));
    }

    /**
     * Queues the backward pass of the latest forward pass, into {@link #gradientSpace}.
     *
     * @param x as it was given
     * @param start as it was given
     * @param dy gradient with respect to the outputs of all steps
     * @param last gradient with respect to the state after the last step
     * @param dx receives the gradient with respect to the input
     * @param startGradient receives the gradient with respect to the state before the first step, if it is wanted
     */
    void backward(
            CuDnnLstmPlan plan,
            Pointer x,
            DeviceState start,
            Pointer weights,
            Pointer dy,
            DeviceState last,
            Pointer dx,
            DeviceState startGradient) {
        LstmShape shape = plan.shape();
        Pointer gradients = gradientSpace(plan);
        Pointer workspaceAt = workspace.atLeast(plan.workspaceBytes);
        Pointer reserveAt = reserve.atLeast(plan.reserveBytes);
        Cuda.checkDnn(
                "cudnnRNNBackwardData_v8 at " + shape,
                cudnnRNNBackwardData_v8(
                        handle,
                        plan.rnn,
                        plan.lengths(stream),
                        plan.y,
                        output(shape),
                        dy,
                        plan.x,
                        dx,
                        plan.state,
                        start.output,
                        last.output,
                        startGradient.output,
                        plan.state,
                        start.cell,
                        last.cell,
                        startGradient.cell,
                        plan.weightBytes,
                        weights,
                        plan.workspaceBytes,
                        workspaceAt,
                        plan.reserveBytes,
                        reserveAt));
        zero(gradients, plan.weightBytes); // they are added to
        Cuda.checkDnn(
                "cudnnRNNBackwardWeights_v8 at " + shape,
                cudnnRNNBackwardWeights_v8(
                        handle,
                        plan.rnn,
                        CUDNN_WGRAD_MODE_ADD,
                        plan.lengths(stream),
                        plan.x,
                        x,
                        plan.state,
                        start.output,
                        plan.y,
                        output(shape),
                        plan.weightBytes,
                        gradients,
                        plan.workspaceBytes,
                        workspaceAt,
                        plan.reserveBytes,
                        reserveAt));
    }

    /** Runs a pass on zeros to its end: what it takes does not depend on values. */
    void rehearse(CuDnnLstmPlan plan, boolean training) {
        LstmShape shape = plan.shape();
        Pointer nothing = zeros(plan.rehearsalBytes());
        forward(plan, training, nothing, DeviceState.NONE, nothing);
        if (training) {
            backward(
                    plan,
                    nothing,
                    DeviceState.NONE,
                    nothing,
                    nothing,
                    DeviceState.NONE,
                    unwantedInputGradient(shape),
                    DeviceState.NONE);
        }
        Cuda.check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
    }

    /** So much memory of zeros, which nobody writes to. */
    private Pointer zeros(long bytes) {
        Pointer memory = zeroMemory.atLeast(bytes);
        if (memory != zeros) {
            zeros = null;
            zero(memory, zeroMemory.capacity());
            zeros = memory;
        }
        return memory;
    }

    private void zero(Pointer memory, long bytes) {
        Cuda.check("cudaMemsetAsync", cudaMemsetAsync(memory, 0, bytes, stream));
    }
}
