package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link SymbolLstmKernel} that goes backward through a part of a sequence, as a {@link SegmentLstmKernel} does on vectors. */
public interface SymbolSegmentLstmKernel extends SymbolLstmKernel {

    /**
     * How many steps a pass can take at once in the memory that the kernel may use; all of them if they fit, and at least 1.
     *
     * @param symbols whether the input is symbols
     * @param training whether it is to go backward
     */
    int mostSteps(LstmShape shape, boolean symbols, boolean training);

    /**
     * Runs forward as any kernel does. Vectors must stay where they are until {@link #backward}.
     *
     * @param output receives h of every step, [T, B, H], or of the last step alone, [B, H]; null if none is wanted
     */
    @Override
    Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training);

    /**
     * Runs backward.
     *
     * @param weights the weights of the forward pass
     * @param pass the latest forward pass, run with {@code training}; used up by this call
     * @param outputGradient gradient with respect to the outputs of all steps, [T, B, H]; null for zeros
     * @param lastGradient gradient with respect to the state after the last step, [B, H] each; null for zeros, as its cell may be
     * @param inputGradient receives the gradient with respect to vectors, [T, B, I]; null if it is not wanted, as it must be
     *     with symbols
     * @param weightGradients receive the gradients with respect to the weights; overwritten
     * @param before whether the gradient with respect to the state before the first step is wanted; only if the pass was given
     *     one
     * @return that gradient, in new arrays, [B, H] each; null if it is not wanted
     * @throws IllegalArgumentException if shapes do not go together; the message has them
     * @throws IllegalStateException if the pass was not for training or another has taken its place
     */
    LstmState backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            LstmState lastGradient,
            INDArray inputGradient,
            LstmWeights weightGradients,
            boolean before);

    @Override
    default void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients) {
        boolean lastOnly = outputGradient.rank() == 2;
        backward(
                weights,
                pass,
                lastOnly ? null : outputGradient,
                lastOnly ? new LstmState(outputGradient, null) : null,
                inputGradient,
                weightGradients,
                false);
    }
}
