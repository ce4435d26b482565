package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmInput;

/**
 * How a layer's input enters the product with its weights. Each step has one symbol, if need be a last one that stands for none:
 * so the bias is part of the symbols' rows, and its gradient the sum of theirs.
 *
 * @param kind how
 * @param count width of vectors, or number of symbols
 */
record InputRows(Kind kind, int count) {

    /** Ways in. */
    enum Kind {
        /** Vectors, as they are. */
        VECTORS,
        /** Symbols as one-hot vectors: with few symbols the fastest. */
        ONE_HOT,
        /** Rows of weights looked up by symbol: its cost does not grow with the number of symbols. */
        LOOKED_UP
    }

    /** Where the products with one-hot vectors cost as much as looking rows up; a guess, not measured. */
    private static final int MOST_ONE_HOT = 24;

    /**
     * Those of an input.
     *
     * @param size I
     */
    static InputRows of(LstmInput input, int size) {
        if (input instanceof LstmInput.Symbols symbols) {
            int signs = 0;
            for (int number : symbols.numbers()) {
                signs |= number;
            }
            Kind kind = size <= MOST_ONE_HOT ? Kind.ONE_HOT : Kind.LOOKED_UP;
            return new InputRows(kind, signs < 0 ? size + 1 : size);
        }
        return new InputRows(Kind.VECTORS, size);
    }

    /** The same for those who look every symbol up. */
    InputRows lookedUp() {
        return symbols() ? new InputRows(Kind.LOOKED_UP, count) : this;
    }

    /** Whether it is symbols. */
    boolean symbols() {
        return kind != Kind.VECTORS;
    }

    /** Values of the input in u. */
    int inU() {
        return kind == Kind.LOOKED_UP ? 0 : count;
    }

    /** Values of u that are one, for the bias. */
    int ones() {
        return symbols() ? 0 : 1;
    }

    /** Rows of weights that can be looked up. */
    int inTable() {
        return kind == Kind.LOOKED_UP ? count : 0;
    }

    /**
     * A number of {@link LstmInput.Symbols} as one of the rows.
     *
     * @param size I
     */
    static int row(int number, int size) {
        return number < 0 ? size : number;
    }
}
