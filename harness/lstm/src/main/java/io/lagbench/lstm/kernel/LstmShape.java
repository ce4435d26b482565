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

    /** The same with another number of steps. */
    public LstmShape ofSteps(int steps) {
        return new LstmShape(steps, batch, input, hidden);
    }

    /**
     * The sizes of a call, taken from its arrays.
     *
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public static LstmShape of(LstmWeights weights, LstmInput input) {
        LstmShape shape = new LstmShape(
                input.timeSteps(),
                input.batch(),
                Math.toIntExact(
                        input instanceof LstmInput.Vectors vectors
                                ? vectors.values().size(2)
                                : weights.input().size(0)),
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
     * The sizes of a forward call with the outputs of all steps, all of whose arrays are checked; for kernels.
     *
     * @param state may be null
     * @param output may be null
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public static LstmShape of(LstmWeights weights, INDArray input, LstmState state, INDArray output) {
        LstmShape shape = of(weights, new LstmInput.Vectors(input));
        shape.requireState(state);
        if (output != null) {
            shape.requireOutput("the output", output, false);
        }
        return shape;
    }

    /**
     * Checks the state before the first step; for kernels.
     *
     * @param state may be null
     * @throws IllegalArgumentException if it has the wrong shape; the message has the shapes
     */
    public void requireState(LstmState state) {
        if (state != null) {
            require("the state's output", state.output(), batch, hidden);
            require("the state's cell", state.cell(), batch, hidden);
        }
    }

    /**
     * Checks the arrays of a backward call; for kernels.
     *
     * @param outputGradient may be null
     * @param lastGradient gradient with respect to the state after the last step; may be null, as its cell may be
     * @param inputGradient may be null
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public void requireGradients(
            INDArray outputGradient, LstmState lastGradient, INDArray inputGradient, LstmWeights weightGradients) {
        if (outputGradient != null) {
            requireOutput("the output gradient", outputGradient, false);
        }
        if (lastGradient != null) {
            require("the gradient of the last state's output", lastGradient.output(), batch, hidden);
            if (lastGradient.cell() != null) {
                require("the gradient of the last state's cell", lastGradient.cell(), batch, hidden);
            }
        }
        if (inputGradient != null) {
            requireInput("the input gradient", inputGradient);
        }
        requireWeightGradients(weightGradients);
    }

    /**
     * Checks an output or its gradient; for kernels.
     *
     * @param lastOnly whether it is that of the last step alone, [B, H], in place of [T, B, H]
     * @throws IllegalArgumentException if it has the wrong shape; the message has the shapes
     */
    public void requireOutput(String what, INDArray output, boolean lastOnly) {
        if (lastOnly) {
            require(what, output, batch, hidden);
        } else {
            require(what, output, timeSteps, batch, hidden);
        }
    }

    /**
     * Checks vectors or their gradient, [T, B, I]; for kernels.
     *
     * @throws IllegalArgumentException if they have the wrong shape; the message has the shapes
     */
    public void requireInput(String what, INDArray vectors) {
        require(what, vectors, timeSteps, batch, input);
    }

    /**
     * Checks those of the weights alone; for kernels.
     *
     * @throws IllegalArgumentException if an array has the wrong shape; the message has the shapes
     */
    public void requireWeightGradients(LstmWeights weightGradients) {
        require("the gradient of the input weights", weightGradients.input(), input, 4L * hidden);
        require("the gradient of the recurrent weights", weightGradients.recurrent(), hidden, 4L * hidden);
        if (weightGradients.bias().length() != 4L * hidden) {
            throw new IllegalArgumentException("the gradient of the bias must have " + 4 * hidden + " values, not "
                    + Arrays.toString(weightGradients.bias().shape()));
        }
    }

    static void requireRank3(INDArray input) {
        if (input.rank() != 3) {
            throw new IllegalArgumentException(
                    "the input must be [time, batch, size], not " + Arrays.toString(input.shape()));
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
