package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FMA_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_INFERENCE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FWD_MODE_TRAINING;
import static org.bytedeco.cuda.global.cudnn.CUDNN_LINEAR_INPUT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_LSTM;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_PADDED_IO_ENABLED;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnDropoutStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNDataStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * cuDNN's descriptors for one shape and one algorithm, the lengths of its sequences on the device, and the sizes of what a pass asks for. One
 * unidirectional layer, all sequences of the same length. The persistent algorithms want the layout of padded sequences, which is the same
 * memory where none is padded. Sources: cuDNN's API reference, cudnnSetRNNDescriptor_v8 and cudnnGetRNNWeightParams.
 */
final class CuDnnLstmPlan implements AutoCloseable {
    /** cuDNN numbers the matrices of W 0 to 3 and those of RW 4 to 7: input, forget, candidate, output. */
    private static final int RECURRENT = 4;

    private final LstmShape shape;
    private final CuDnnAlgorithm algorithm;
    private final Releases releases = new Releases();

    private final Cuda.Buffer lengthsMemory = releases.buffer(Cuda.Buffer.onDevice());
    private CuDnnWeightSpace space;
    private IntPointer lengths;

    final cudnnRNNStruct rnn = new cudnnRNNStruct();
    final cudnnRNNDataStruct x = new cudnnRNNDataStruct();
    final cudnnRNNDataStruct y = new cudnnRNNDataStruct();
    final cudnnTensorStruct state = new cudnnTensorStruct();
    final long workspaceBytes;
    final long reserveBytes;
    final long inferenceWorkspaceBytes;
    final long weightBytes;

    private CuDnnLstmPlan(cudnnContext handle, LstmShape shape, boolean tf32, CuDnnAlgorithm algorithm) {
        this.shape = shape;
        this.algorithm = algorithm;
        try {
            cudnnDropoutStruct none = new cudnnDropoutStruct();
            Cuda.checkDnn("cudnnCreateDropoutDescriptor", cudnnCreateDropoutDescriptor(none));
            releases.push(() -> cudnnDestroyDropoutDescriptor(none));
            Cuda.checkDnn("cudnnSetDropoutDescriptor", cudnnSetDropoutDescriptor(none, handle, 0, null, 0, 0));
            Cuda.checkDnn("cudnnCreateRNNDescriptor", cudnnCreateRNNDescriptor(rnn));
            releases.push(() -> cudnnDestroyRNNDescriptor(rnn));
            describe(tf32, none);
            data(x, shape.input());
            data(y, shape.hidden());
            SizeTPointer workspace = new SizeTPointer(1);
            SizeTPointer reserve = new SizeTPointer(1);
            Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(state));
            releases.push(() -> cudnnDestroyTensorDescriptor(state));
            Cuda.checkDnn(
                    "cudnnSetTensorNdDescriptor",
                    cudnnSetTensorNdDescriptor(
                            state, CUDNN_DATA_FLOAT, 3, new int[] {1, shape.batch(), shape.hidden()}, new int[] {
                                shape.batch() * shape.hidden(), shape.hidden(), 1
                            }));
            String asked = "cudnnGetRNNTempSpaceSizes at " + shape;
            Cuda.checkDnn(asked, tempSpace(handle, CUDNN_FWD_MODE_INFERENCE, workspace, reserve));
            inferenceWorkspaceBytes = workspace.get();
            Cuda.checkDnn(asked, tempSpace(handle, CUDNN_FWD_MODE_TRAINING, workspace, reserve));
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

    /**
     * The plan of a shape; empty if cuDNN does not have the algorithm for it.
     *
     * @param tf32 whether products may be rounded to TF32
     */
    static Optional<CuDnnLstmPlan> ifSupported(
            cudnnContext handle, LstmShape shape, boolean tf32, CuDnnAlgorithm algorithm) {
        try {
            return Optional.of(new CuDnnLstmPlan(handle, shape, tf32, algorithm));
        } catch (CuDnnNotSupportedException e) {
            return Optional.empty();
        }
    }

    private void describe(boolean tf32, cudnnDropoutStruct none) {
        int status = cudnnSetRNNDescriptor_v8(
                rnn,
                algorithm.number,
                CUDNN_LSTM,
                algorithm.biases,
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
                CUDNN_RNN_PADDED_IO_ENABLED);
        Cuda.checkDnn("cudnnSetRNNDescriptor_v8 at " + shape, status);
    }

    private void data(cudnnRNNDataStruct descriptor, int size) {
        Cuda.checkDnn("cudnnCreateRNNDataDescriptor", cudnnCreateRNNDataDescriptor(descriptor));
        releases.push(() -> cudnnDestroyRNNDataDescriptor(descriptor));
        Cuda.checkDnn(
                "cudnnSetRNNDataDescriptor at " + shape,
                cudnnSetRNNDataDescriptor(
                        descriptor,
                        CUDNN_DATA_FLOAT,
                        CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED, // [time, batch, size]
                        shape.timeSteps(),
                        shape.batch(),
                        size,
                        equalLengths(),
                        null));
    }

    private int[] equalLengths() {
        int[] equal = new int[shape.batch()];
        Arrays.fill(equal, shape.timeSteps());
        return equal;
    }

    /** The length of each sequence, on the device once the stream is there; cuDNN before 8.9.1 reads it there. */
    IntPointer lengths(CUstream_st stream) {
        if (lengths == null) {
            long bytes = (long) shape.batch() * Integer.BYTES;
            IntPointer device = new IntPointer(lengthsMemory.atLeast(bytes));
            IntPointer host = new IntPointer(equalLengths()); // there until the copy is done
            releases.push(host::deallocate);
            Cuda.copyUp(device, host, bytes, stream);
            lengths = device;
        }
        return lengths;
    }

    private int tempSpace(cudnnContext handle, int mode, SizeTPointer workspace, SizeTPointer reserve) {
        return cudnnGetRNNTempSpaceSizes(handle, rnn, mode, x, workspace, reserve);
    }

    /** Memory on the device that a pass takes, with input and output, and for training their gradients. */
    long bytes(boolean training) {
        return training
                ? workspaceBytes + reserveBytes + 2 * weightBytes + 2 * inputBytes() + outputBytes() + rehearsalBytes()
                : inferenceWorkspaceBytes + weightBytes + inputBytes() + outputBytes();
    }

    /** What the largest of input, output and weights takes. */
    long rehearsalBytes() {
        return Math.max(weightBytes, Math.max(inputBytes(), outputBytes()));
    }

    private long inputBytes() {
        return (long) shape.timeSteps() * shape.batch() * shape.input() * Float.BYTES;
    }

    private long outputBytes() {
        return (long) shape.timeSteps() * shape.batch() * shape.hidden() * Float.BYTES;
    }

    CuDnnAlgorithm algorithm() {
        return algorithm;
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
        releases.close();
    }
}
