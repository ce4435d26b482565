package io.lagbench.lstm.kernel;

import java.util.function.ToLongFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An {@link LstmKernel} that goes backward through a part of a sequence: it takes the gradient with respect to the state
 * after its steps and gives that with respect to the state before them. So sequences that do not fit its memory can be cut into segments,
 * each computed again when its turn comes on the way back.
 */
public interface SegmentLstmKernel extends LstmKernel {

    /**
     * How many steps a pass can take at once in the memory that the kernel may use; all of them if they fit, and at least 1.
     *
     * @param training whether it is to go backward
     */
    int mostSteps(LstmShape shape, boolean training);

    /**
     * What {@link #mostSteps} is where so much memory may be used. What does not grow with the steps, such as weights, no cut
     * makes smaller: for steps there is at least as much again.
     *
     * @param bytes what a shape takes
     */
    static int mostSteps(LstmShape shape, long mostBytes, ToLongFunction<LstmShape> bytes) {
        long whole = bytes.applyAsLong(shape);
        int steps = shape.timeSteps();
        if (whole <= mostBytes || steps == 1) {
            return steps;
        }
        long ofOne = bytes.applyAsLong(shape.ofSteps(1));
        double ofAStep = (double) (whole - ofOne) / (steps - 1);
        double fixed = Math.max(0, ofOne - ofAStep);
        return (int) Math.max(1, Math.min(steps, Math.max(mostBytes - fixed, fixed) / ofAStep));
    }

    /**
     * Runs forward as any kernel does. Both arrays are the caller's again afterwards, but the values of the input must stay
     * where they are until {@link #backward}.
     *
     * @param output receives h of every step, [T, B, H]; null if only the state after the last step is wanted
     */
    @Override
    Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training);

    /**
     * Runs backward.
     *
     * @param weights the weights of the forward pass
     * @param pass the latest forward pass, run with {@code training}; used up by this call
     * @param outputGradient gradient with respect to the output, [T, B, H]; null for zeros
     * @param lastGradient gradient with respect to the state after the last step; null for zeros
     * @param inputGradient receives the gradient with respect to the input, [T, B, I]
     * @param weightGradients receive the gradients with respect to the weights; overwritten
     * @param before whether the gradient with respect to the state before the first step is wanted; only if the pass was given
     *     one
     * @return that gradient, in new arrays, [B, H] each; null if it is not wanted
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
        backward(weights, pass, outputGradient, null, inputGradient, weightGradients, false);
    }
}
