package io.lagbench.lstm.memory;

import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layouts of arrays, and copies where a kernel needs another. Public for the packages of kernels and layers. */
public final class ArrayLayout {
    private ArrayLayout() {}

    /** The array itself if it is contiguous in 'c' order, else a copy that is. */
    public static INDArray inC(INDArray array) {
        return is(array, 'c') ? array : array.dup('c');
    }

    /** The array itself if it is contiguous in 'f' order, as DL4J's weights are, else a copy that is. */
    public static INDArray inF(INDArray array) {
        return is(array, 'f') ? array : array.dup('f');
    }

    /** Whether an array is contiguous in 'c' order. */
    public static boolean isC(INDArray array) {
        return is(array, 'c');
    }

    private static boolean is(INDArray array, char order) {
        long expected = 1;
        long[] shape = array.shape();
        long[] stride = array.stride();
        for (int i = 0; i < shape.length; i++) {
            int axis = order == 'f' ? i : shape.length - 1 - i;
            if (shape[axis] != 1 && stride[axis] != expected) {
                return false;
            }
            expected *= shape[axis];
        }
        return true;
    }

    /**
     * Lets a writer fill an array in 'f' order, by way of a copy where it has another layout.
     *
     * @param writer gets an array that is contiguous in 'f' order
     */
    public static void writeInF(INDArray target, Consumer<INDArray> writer) {
        INDArray ordered = inF(target);
        writer.accept(ordered);
        if (ordered != target) {
            target.assign(ordered);
        }
    }

    /**
     * Checks what a forward call of a native kernel cannot convert: data types, and the layout of the output.
     *
     * @param state may be null
     * @param output may be null
     * @throws IllegalArgumentException with the name of the array and what is allowed
     */
    public static void requireForward(LstmWeights weights, INDArray input, LstmState state, INDArray output) {
        requireSingle("the input", input);
        requireForward(weights, state, output);
    }

    /** The same without the input. */
    public static void requireForward(LstmWeights weights, LstmState state, INDArray output) {
        requireSingle("the input weights", weights.input());
        requireSingle("the recurrent weights", weights.recurrent());
        requireSingle("the bias", weights.bias());
        requireSingle("the state", state);
        if (output != null) {
            requireC("the output", output);
        }
    }

    /**
     * The same for a backward call.
     *
     * @param outputGradient may be null
     * @param lastGradient may be null, as its cell may be
     * @param inputGradient may be null
     * @throws IllegalArgumentException with the name of the array and what is allowed
     */
    public static void requireBackward(INDArray outputGradient, LstmState lastGradient, INDArray inputGradient) {
        if (outputGradient != null) {
            requireSingle("the output gradient", outputGradient);
        }
        requireSingle("the gradient of the last state", lastGradient);
        if (inputGradient != null) {
            requireC("the input gradient", inputGradient);
        }
    }

    private static void requireSingle(String what, LstmState state) {
        if (state != null) {
            requireSingle(what + "'s output", state.output());
            if (state.cell() != null) {
                requireSingle(what + "'s cell", state.cell());
            }
        }
    }

    /**
     * Checks that an array is in single precision and contiguous in 'c' order.
     *
     * @param what the array, for the message
     * @throws IllegalArgumentException if it is not
     */
    public static void requireC(String what, INDArray array) {
        requireSingle(what, array);
        if (!is(array, 'c')) {
            throw new IllegalArgumentException(what + " must be contiguous in 'c' order");
        }
    }

    /** The same in 'f' order. */
    public static void requireF(String what, INDArray array) {
        requireSingle(what, array);
        if (!is(array, 'f')) {
            throw new IllegalArgumentException(what + " must be contiguous in 'f' order");
        }
    }

    /**
     * Checks that an array is in single precision.
     *
     * @param what the array, for the message
     * @throws IllegalArgumentException if it is not
     */
    public static void requireSingle(String what, INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(what + " must be single precision (FLOAT), not " + array.dataType());
        }
    }
}
