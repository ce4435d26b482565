package io.lagbench.lstm.simd;

import java.util.List;

/**
 * Steps of a group of sequences that lie on the lanes of vectors: every value is one float a lane, side by side.
 */
interface LaneArithmetic {
    /** Rows of u whose gradients are summed up together; {@link LaneLayout} pads to a multiple. */
    int OUTER_ROWS = 4;

    /** Columns of the same. */
    int OUTER_COLUMNS = 5;

    /** Sequences of a group. */
    int lanes();

    /**
     * How many outputs of a product can be computed together: a few, and as many as registers allow, which is faster.
     *
     * @param groups groups that are computed together, 1 or 2
     */
    List<Integer> tiles(int groups);

    /**
     * Runs steps of one or two groups forward, from the output and cell that step {@code from} has to those after step {@code to}.
     *
     * @param to exclusive
     */
    void forward(LaneLayout layout, LaneArrays[] groups, PackedWeights weights, int from, int to);

    /**
     * Computes cells and outputs of steps again, from their gates and the cell that step {@code from} begins with.
     *
     * @param to exclusive
     */
    void outputs(LaneLayout layout, LaneArrays[] groups, int from, int to);

    /**
     * Runs steps of the same groups backward, from the gradients {@code dh} and {@code dc} that reach the last of them to those that leave the
     * first, and adds what they contribute to the gradient of the weights. Gates become gradients in place.
     *
     * @param to exclusive
     * @param atEveryStep whether gradients reach the outputs of these steps from above; else only {@code dh} does
     */
    void backward(LaneLayout layout, LaneArrays[] groups, PackedWeights weights, int from, int to, boolean atEveryStep);

    /**
     * Copies values of sequences, one after the other, to lanes.
     *
     * @param size values of a sequence
     * @return whether one of them is not zero
     */
    boolean toLanes(float[] sequences, int size, int count, float[] lanes, int at);

    /** Copies values from lanes to sequences, one after the other. */
    void fromLanes(float[] lanes, int at, float[] sequences, int size, int count);

    /**
     * Writes the one-hot vectors of symbols.
     *
     * @param numbers one a lane from {@code from} on
     * @param size number of symbols
     */
    void oneHot(int[] numbers, int from, int size, float[] lanes, int at);
}
