package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmInput;

/** How a layer's input enters the product with its weights. */
enum InputRows {
    /** Vectors, as they are. */
    VECTORS,
    /** Symbols as one-hot vectors: with few symbols the fastest. */
    ONE_HOT,
    /** Rows of weights looked up by symbol: its cost does not grow with the number of symbols. */
    LOOKED_UP;

    /** Where the products with one-hot vectors cost as much as looking rows up; a guess, not measured. */
    private static final int MOST_ONE_HOT = 24;

    /**
     * That of an input.
     *
     * @param size I
     */
    static InputRows of(LstmInput input, int size) {
        if (input instanceof LstmInput.Vectors) {
            return VECTORS;
        }
        return size <= MOST_ONE_HOT ? ONE_HOT : LOOKED_UP;
    }
}
