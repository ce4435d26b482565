package io.lagbench.engine;

import java.util.List;

/**
 * The weights of a network, as Keras names and shapes them: matrices are {@code [inputs][units]}, and the columns of an
 * LSTM are four blocks of one gate each, in the order {@link #INPUT}, {@link #FORGET}, {@link #CELL}, {@link #OUTPUT}. An
 * engine with another order converts.
 *
 * @param hidden the hidden layers, from the input on
 * @param output the output layer
 */
public record Weights(List<Hidden> hidden, Dense output) {
    /** Block of the input gate. */
    public static final int INPUT = 0;

    /** Block of the forget gate. */
    public static final int FORGET = 1;

    /** Block of the new content of the cell, of tanh. */
    public static final int CELL = 2;

    /** Block of the output gate. */
    public static final int OUTPUT = 3;

    /** Number of blocks. */
    public static final int GATES = 4;

    /** Copies the list. */
    public Weights {
        hidden = List.copyOf(hidden);
        if (hidden.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one hidden layer");
        }
    }

    /**
     * A hidden layer.
     *
     * @param kernel [inputs][4 x units] of an LSTM, [inputs][units] of a recurrent layer of tanh units, [window x
     *     inputs][units], the oldest input first, of a layer that sees a window
     * @param recurrentKernel [units][4 x units] of an LSTM, [units][units] of a layer of tanh units; without rows where there
     *     is no state
     * @param bias one a column
     */
    public record Hidden(float[][] kernel, float[][] recurrentKernel, float[] bias) {}

    /**
     * The output layer.
     *
     * @param kernel [units][outputs]
     * @param bias [outputs]
     */
    public record Dense(float[][] kernel, float[] bias) {}

    /** The number of weights. */
    public long count() {
        long count = size(output.kernel) + output.bias.length;
        for (Hidden layer : hidden) {
            count += size(layer.kernel) + size(layer.recurrentKernel) + layer.bias.length;
        }
        return count;
    }

    private static long size(float[][] matrix) {
        return matrix.length == 0 ? 0 : (long) matrix.length * matrix[0].length;
    }
}
