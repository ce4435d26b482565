package io.lagbench.lstm.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link SymbolLstmKernel} that goes backward through a part of a sequence. Of what it gives, a caller may leave more out than of
 * other {@link SegmentLstmKernel}s: all outputs but the last, the gradient with respect to the input, and that of the last cell.
 */
public interface SymbolSegmentLstmKernel extends SegmentLstmKernel, SymbolLstmKernel {

    /**
     * How many steps a pass can take at once in the memory that the kernel may use; all of them if they fit, and at least 1.
     *
     * @param symbols whether the input is symbols
     * @param training whether it is to go backward
     */
    int mostSteps(LstmShape shape, boolean symbols, boolean training);

    @Override
    default int mostSteps(LstmShape shape, boolean training) {
        return mostSteps(shape, false, training);
    }

    /**
     * Runs forward as any kernel does. Vectors must stay where they are until {@link #backward}.
     *
     * @param output receives h of every step, [T, B, H], or of the last step alone, [B, H]; null if none is wanted
     */
    @Override
    Pass forward(LstmWeights weights, LstmInput input, LstmState state, INDArray output, boolean training);

    @Override
    default Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        return forward(weights, new LstmInput.Vectors(input), state, output, training);
    }

    /**
     * Runs backward.
     *
     * @param lastGradient gradient with respect to the state after the last step, [B, H] each; null for zeros, as its cell may be
     * @param inputGradient receives the gradient with respect to vectors, [T, B, I]; null if it is not wanted, as it must be
     *     with symbols
     */
    @Override
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
