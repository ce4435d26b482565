package io.lagbench.lstm.simd;

/** Steps of one sequence whose units lie on the lanes of vectors. */
interface UnitArithmetic {
    /** Vectors of pre-activations that are computed together. */
    int FORWARD_VECTORS = 5;

    /** Vectors of gradients of rows that are computed together. */
    int BACKWARD_VECTORS = 2;

    /** Rows of u whose gradients are summed up together. */
    int OUTER_ROWS = 4;

    /** Values of a vector. */
    int lanes();

    /**
     * Runs steps forward, from the output and cell that step {@code from} has to those after step {@code to}.
     *
     * @param starts where in {@link UnitWeights#start} the row of each step begins
     * @param to exclusive
     */
    void forward(UnitLayout layout, UnitArrays arrays, UnitWeights weights, int[] starts, int from, int to);

    /**
     * Runs steps backward, from the gradients {@code dh} and {@code dc} that reach the last of them to those that leave the
     * first, and adds what they contribute to the gradient of the weights.
     *
     * @param from a multiple of {@link Blocks#STEPS}
     * @param to exclusive
     * @param atEveryStep whether gradients reach the outputs of these steps from above; else only {@code dh} does
     */
    void backward(UnitLayout layout, UnitArrays arrays, UnitWeights weights, int from, int to, boolean atEveryStep);

    /** Adds the gradients of a step's pre-activations to sums. */
    void add(UnitLayout layout, UnitArrays arrays, int step, float[] sums, int at);
}
