package io.lagbench.lstm.kernel;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sizes of one call of a kernel; all at least 1.
 *
 * @param timeSteps steps T
 * @param batch sequences B
 * @param input width of the input I
 * @param hidden width of the layer H
 */
public record LstmShape(int timeSteps, int batch, int input, int hidden) {

    /** Checks that all sizes are at least 1. */
    public LstmShape {
        if (timeSteps < 1 || batch < 1 || input < 1 || hidden < 1) {
            throw new IllegalArgumentException("an LSTM needs at least one step, sequence, input and unit, not "
                    + timeSteps + " x " + batch + " x " + input + " x " + hidden);
        }
    }

    /**
     * The sizes of a call, taken from its arrays.
     *
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public static LstmShape of(LstmWeights weights, INDArray input) {
        if (input.rank() != 3) {
            throw new IllegalArgumentException(
                    "the input must be [time, batch, size], not " + Arrays.toString(input.shape()));
        }
        LstmShape shape = new LstmShape(
                Math.toIntExact(input.size(0)),
                Math.toIntExact(input.size(1)),
                Math.toIntExact(input.size(2)),
                Math.toIntExact(weights.recurrent().size(0)));
        require("the input weights", weights.input(), shape.input, 4L * shape.hidden);
        require("the recurrent weights", weights.recurrent(), shape.hidden, 4L * shape.hidden);
        if (weights.bias().length() != 4L * shape.hidden) {
            throw new IllegalArgumentException("the bias must have " + 4 * shape.hidden + " values, not "
                    + Arrays.toString(weights.bias().shape()));
        }
        return shape;
    }

    /**
     * The sizes of a forward call, all of whose arrays are checked; for kernels.
     *
     * @param state may be null
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public static LstmShape of(LstmWeights weights, INDArray input, LstmState state, INDArray output) {
        LstmShape shape = of(weights, input);
        require("the output", output, shape.timeSteps, shape.batch, shape.hidden);
        if (state != null) {
            require("the state's output", state.output(), shape.batch, shape.hidden);
            require("the state's cell", state.cell(), shape.batch, shape.hidden);
        }
        return shape;
    }

    /**
     * Checks the arrays of a backward call; for kernels.
     *
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public void requireGradients(INDArray outputGradient, INDArray inputGradient, LstmWeights weightGradients) {
        require("the output gradient", outputGradient, timeSteps, batch, hidden);
        require("the input gradient", inputGradient, timeSteps, batch, input);
        require("the gradient of the input weights", weightGradients.input(), input, 4L * hidden);
        require("the gradient of the recurrent weights", weightGradients.recurrent(), hidden, 4L * hidden);
        if (weightGradients.bias().length() != 4L * hidden) {
            throw new IllegalArgumentException("the gradient of the bias must have " + 4 * hidden + " values, not "
                    + Arrays.toString(weightGradients.bias().shape()));
        }
    }

    /**
     * Checks the shape of an array; for kernels and layers.
     *
     * @param what the array, for the message
     * @throws IllegalArgumentException if it is another; the message has both
     */
    public static void require(String what, INDArray array, long... expected) {
        if (!Arrays.equals(array.shape(), expected)) {
            throw new IllegalArgumentException(
                    what + " must be " + Arrays.toString(expected) + ", not " + Arrays.toString(array.shape()));
        }
    }
}
