package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of an LSTM layer with tanh and sigmoid and without peepholes, over whole sequences:
 *
 * <pre>
 * g = tanh(x W_g + h' R_g + b_g)       i, f, o = sigmoid(x W_. + h' R_. + b_.)
 * c = f c' + i g                        h = o tanh(c)
 * </pre>
 *
 * (Hochreiter and Schmidhuber 1997 with the forget gate of Gers, Schmidhuber and Cummins 2000.) Arrays are time-major,
 * [time, batch, size], in 'c' order. A kernel belongs to one layer and one thread at a time.
 */
public interface LstmKernel extends AutoCloseable {

    /** What computes, with its version. */
    String description();

    /**
     * Whether denormal numbers are taken for zero: gradients that decay over many steps end in them, and processors take a
     * hundred cycles for each.
     */
    default boolean flushesDenormals() {
        return false;
    }

    /**
     * Runs forward.
     *
     * @param weights current weights
     * @param input [T, B, I]
     * @param state state before the first step; null for zeros
     * @param output receives h of every step, [T, B, H]
     * @param training whether {@link #backward} will be called
     * @return what backward needs, and the state after the last step; valid until the next call of this kernel
     * @throws IllegalArgumentException if shapes do not go together; the message has them
     */
    Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training);

    /**
     * Runs backward; the state before the first step counts as a constant.
     *
     * @param weights the weights of the forward pass
     * @param pass the latest forward pass, run with {@code training}; used up by this call
     * @param outputGradient gradient with respect to the output, [T, B, H]
     * @param inputGradient receives the gradient with respect to the input, [T, B, I]
     * @param weightGradients receive the gradients with respect to the weights; overwritten
     * @throws IllegalStateException if the pass was not for training or another has taken its place
     */
    void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients);

    /** Releases native memory; the kernel cannot be used afterwards. */
    @Override
    void close();

    /** A forward pass. */
    interface Pass {
        /**
         * The state after the last step, copied into new arrays.
         *
         * @throws IllegalStateException if another call has taken this pass's place
         */
        LstmState lastState();
    }
}
