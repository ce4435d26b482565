package io.lagbench.lstm.cudnn;

import io.lagbench.lstm.kernel.LstmWeights;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a CUDA kernel finds ND4J's arrays: on the device already, or in host memory with a copy on the device. Work is
 * queued on the kernel's stream; arrays are single precision and contiguous in 'c' order.
 */
interface CudaTransfer extends AutoCloseable {

    /** The arrays of a layer's call. */
    enum Role {
        INPUT,
        OUTPUT,
        OUTPUT_GRADIENT,
        INPUT_GRADIENT,
        STATE_OUTPUT,
        STATE_CELL,
        LAST_OUTPUT,
        LAST_CELL,
        LAST_OUTPUT_GRADIENT,
        LAST_CELL_GRADIENT,
        STATE_OUTPUT_GRADIENT,
        STATE_CELL_GRADIENT
    }

    /** Waits until ND4J's own work on the arrays is done. */
    void begin();

    /** Device address of an array's values. They stay there until the next read of the role, whatever becomes of the array. */
    Pointer read(Role role, INDArray array);

    /** Device address that receives an array's values; {@link #finish} brings them to the array. */
    Pointer write(Role role, INDArray array);

    /** Brings values from a device address to an array by the time of {@link #finish}; the address stays the caller's. */
    void bring(Role role, Pointer device, INDArray target);

    /**
     * Fills a weight space on the device, if it may not have these values from the call before; what no block covers, as second
     * biases, is zero.
     */
    void pack(CuDnnWeightSpace space, LstmWeights from, Pointer device);

    /** Reads a weight space from the device. */
    void unpack(CuDnnWeightSpace space, Pointer device, LstmWeights to);

    /** Returns once all queued work is done and its results are in the arrays. */
    void finish();

    /** Releases memory. */
    @Override
    void close();
}
