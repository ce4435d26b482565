package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An {@link LstmKernel} that reads the numbers of symbols, gives the output of the last step alone where no other is asked for,
 * and computes no gradient with respect to the input where none is. What any other kernel needs around it for the same, its
 * callers have.
 */
public interface SymbolLstmKernel extends LstmKernel {

    /**
     * Does what a kernel does once for a shape before the first training pass of it, which then takes no longer than the ones after it;
     * {@link #description} tells what came of it. Nothing by default.
     *
     * @param symbols whether the input is symbols
     */
    default void prepare(LstmShape shape, boolean symbols) {}

    /**
     * Runs forward.
     *
     * @param weights current weights
     * @param state state before the first step; null for zeros
     * @param output receives h of every step, [T, B, H], or of the last step alone, [B, H]
     * @param training whether {@link #backward} will be called
     * @throws IllegalArgumentException if shapes do not go together; the message has them
     */
    Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training);

    @Override
    default Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        return forward(weights, new LstmInput.Vectors(input), state, output, training);
    }

    /**
     * Runs backward as any kernel does.
     *
     * @param outputGradient as large as the output was
     * @param inputGradient receives the gradient with respect to vectors, [T, B, I]; null if it is not wanted, as it must be
     *     with symbols
     */
    @Override
    void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients);
}
