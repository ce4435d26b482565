package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FMA_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_INFERENCE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_TRAINING;
import static org.bytedeco.cuda.global.cudnn.CUDNN_LINEAR_INPUT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_LSTM;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_ALGO_STANDARD;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_PACKED;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_PADDED_IO_DISABLED;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_SINGLE_INP_BIAS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_UNIDIRECTIONAL;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateDropoutDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateRNNDataDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateRNNDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyDropoutDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyRNNDataDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyRNNDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnGetRNNTempSpaceSizes;
import static org.bytedeco.cuda.global.cudnn.cudnnGetRNNWeightParams;
import static org.bytedeco.cuda.global.cudnn.cudnnGetRNNWeightSpaceSize;
import static org.bytedeco.cuda.global.cudnn.cudnnGetTensorNdDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetDropoutDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetRNNDataDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetRNNDescriptor_v8;
import static org.bytedeco.cuda.global.cudnn.cudnnSetTensorNdDescriptor;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnDropoutStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNDataStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * cuDNN's descriptors for one shape, and the sizes of what they ask for. One unidirectional layer with one bias, all
 * sequences of the same length. Sources: cuDNN's API reference, cudnnSetRNNDescriptor_v8 and cudnnGetRNNWeightParams.
 */
final class CuDnnLstmPlan implements AutoCloseable {
    /** cuDNN numbers the matrices of W 0 to 3 and those of RW 4 to 7: input, forget, candidate, output. */
    private static final int RECURRENT = 4;

    private final LstmShape shape;
    private final Deque<Runnable> releases = new ArrayDeque<>();

    private CuDnnWeightSpace space;

    final cudnnRNNStruct rnn = new cudnnRNNStruct();
    final cudnnRNNDataStruct x = new cudnnRNNDataStruct();
    final cudnnRNNDataStruct y = new cudnnRNNDataStruct();
    final cudnnTensorStruct state = new cudnnTensorStruct();
    final long workspaceBytes;
    final long reserveBytes;
    final long inferenceWorkspaceBytes;
    final long weightBytes;

    /**
     * @param tf32 whether products may be rounded to TF32
     */
    CuDnnLstmPlan(cudnnContext handle, LstmShape shape, boolean tf32) {
        this.shape = shape;
        try {
            cudnnDropoutStruct none = new cudnnDropoutStruct();
            Cuda.checkDnn("cudnnCreateDropoutDescriptor", cudnnCreateDropoutDescriptor(none));
            releases.push(() -> cudnnDestroyDropoutDescriptor(none));
            Cuda.checkDnn("cudnnSetDropoutDescriptor", cudnnSetDropoutDescriptor(none, handle, 0, null, 0, 0));
            Cuda.checkDnn("cudnnCreateRNNDescriptor", cudnnCreateRNNDescriptor(rnn));
            releases.push(() -> cudnnDestroyRNNDescriptor(rnn));
            Cuda.checkDnn(
                    "cudnnSetRNNDescriptor_v8 at " + shape,
                    cudnnSetRNNDescriptor_v8(
                            rnn,
                            CUDNN_RNN_ALGO_STANDARD,
                            CUDNN_LSTM,
                            CUDNN_RNN_SINGLE_INP_BIAS,
                            CUDNN_UNIDIRECTIONAL,
                            CUDNN_LINEAR_INPUT,
                            CUDNN_DATA_FLOAT,
                            CUDNN_DATA_FLOAT,
                            tf32 ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH,
                            shape.input(),
                            shape.hidden(),
                            shape.hidden(), // no projection
                            1,
                            none,
                            CUDNN_RNN_PADDED_IO_DISABLED));
            data(x, shape.input());
            data(y, shape.hidden());
            Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(state));
            releases.push(() -> cudnnDestroyTensorDescriptor(state));
            Cuda.checkDnn(
                    "cudnnSetTensorNdDescriptor",
                    cudnnSetTensorNdDescriptor(
                            state, CUDNN_DATA_FLOAT, 3, new int[] {1, shape.batch(), shape.hidden()}, new int[] {
                                shape.batch() * shape.hidden(), shape.hidden(), 1
                            }));
            SizeTPointer workspace = new SizeTPointer(1);
            SizeTPointer reserve = new SizeTPointer(1);
            tempSpace(handle, CUDNN_FWD_MODE_INFERENCE, workspace, reserve);
            inferenceWorkspaceBytes = workspace.get();
            tempSpace(handle, CUDNN_FWD_MODE_TRAINING, workspace, reserve);
            workspaceBytes = workspace.get();
            reserveBytes = reserve.get();
            SizeTPointer weights = new SizeTPointer(1);
            Cuda.checkDnn("cudnnGetRNNWeightSpaceSize", cudnnGetRNNWeightSpaceSize(handle, rnn, weights));
            weightBytes = weights.get();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void data(cudnnRNNDataStruct descriptor, int size) {
        Cuda.checkDnn("cudnnCreateRNNDataDescriptor", cudnnCreateRNNDataDescriptor(descriptor));
        releases.push(() -> cudnnDestroyRNNDataDescriptor(descriptor));
        int[] lengths = new int[shape.batch()];
        Arrays.fill(lengths, shape.timeSteps());
        Cuda.checkDnn(
                "cudnnSetRNNDataDescriptor at " + shape,
                cudnnSetRNNDataDescriptor(
                        descriptor,
                        CUDNN_DATA_FLOAT,
                        CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_PACKED, // all lengths equal: this is [time, batch, size]
                        shape.timeSteps(),
                        shape.batch(),
                        size,
                        lengths,
                        null));
    }

    private void tempSpace(cudnnContext handle, int mode, SizeTPointer workspace, SizeTPointer reserve) {
        Cuda.checkDnn(
                "cudnnGetRNNTempSpaceSizes at " + shape,
                cudnnGetRNNTempSpaceSizes(handle, rnn, mode, x, workspace, reserve));
    }

    LstmShape shape() {
        return shape;
    }

    /**
     * Where the gates lie in a weight space. Asked of cuDNN once: it answers in addresses, so it needs one.
     *
     * @param device address of a weight space of this plan
     */
    CuDnnWeightSpace weightSpace(cudnnContext handle, Pointer device) {
        if (space == null) {
            space = new CuDnnWeightSpace(weightBytes, blocks(handle, device));
        }
        return space;
    }

    private List<CuDnnWeightSpace.Block> blocks(cudnnContext handle, Pointer device) {
        List<CuDnnWeightSpace.Block> blocks = new ArrayList<>();
        cudnnTensorStruct matrix = new cudnnTensorStruct();
        cudnnTensorStruct bias = new cudnnTensorStruct();
        Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(matrix));
        Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(bias));
        try (PointerPointer<Pointer> matrixAt = new PointerPointer<>(1);
                PointerPointer<Pointer> biasAt = new PointerPointer<>(1)) {
            for (int id = 0; id < 2 * LstmWeights.GATES; id++) {
                matrixAt.put(0, (Pointer) null);
                biasAt.put(0, (Pointer) null);
                Cuda.checkDnn(
                        "cudnnGetRNNWeightParams",
                        cudnnGetRNNWeightParams(
                                handle, rnn, 0, weightBytes, device, id, matrix, matrixAt, bias, biasAt));
                boolean recurrent = id >= RECURRENT;
                int gate = id % LstmWeights.GATES;
                int columns = recurrent ? shape.hidden() : shape.input();
                blocks.add(block(
                        recurrent ? CuDnnWeightSpace.Kind.RECURRENT : CuDnnWeightSpace.Kind.INPUT,
                        gate,
                        matrix,
                        matrixAt,
                        device,
                        (long) columns * shape.hidden()));
                if (!recurrent) {
                    blocks.add(block(CuDnnWeightSpace.Kind.BIAS, gate, bias, biasAt, device, shape.hidden()));
                }
            }
        } finally {
            cudnnDestroyTensorDescriptor(matrix);
            cudnnDestroyTensorDescriptor(bias);
        }
        return blocks;
    }

    private static CuDnnWeightSpace.Block block(
            CuDnnWeightSpace.Kind kind,
            int gate,
            cudnnTensorStruct descriptor,
            PointerPointer<Pointer> at,
            Pointer device,
            long values) {
        int[] type = new int[1];
        int[] rank = new int[1];
        int[] size = new int[3];
        int[] stride = new int[3];
        Cuda.checkDnn(
                "cudnnGetTensorNdDescriptor", cudnnGetTensorNdDescriptor(descriptor, 3, type, rank, size, stride));
        long found = (long) size[0] * size[1] * size[2];
        if (found != values) {
            throw new IllegalStateException("cuDNN keeps " + found + " values for gate " + gate + " of " + kind
                    + ", not " + values + ": sizes " + Arrays.toString(size));
        }
        return new CuDnnWeightSpace.Block(kind, gate, at.get(0).address() - device.address(), values * Float.BYTES);
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
