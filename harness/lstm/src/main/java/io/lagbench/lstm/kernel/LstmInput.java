package io.lagbench.lstm.kernel;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What goes into a layer at every step. */
public sealed interface LstmInput {

    /** Steps T. */
    int timeSteps();

    /** Sequences B. */
    int batch();

    /**
     * Vectors.
     *
     * @param values [T, B, I]
     */
    record Vectors(INDArray values) implements LstmInput {

        /** Checks the rank. */
        public Vectors {
            LstmShape.requireRank3(values);
        }

        @Override
        public int timeSteps() {
            return Math.toIntExact(values.size(0));
        }

        @Override
        public int batch() {
            return Math.toIntExact(values.size(1));
        }
    }

    /**
     * Symbols: each stands for its one-hot vector.
     *
     * @param numbers of the first step's sequences, then of the second's, and so on: T x B numbers from 0 to I - 1, or
     *     {@link #NONE}; not copied
     */
    record Symbols(int timeSteps, int batch, int[] numbers) implements LstmInput {
        /** No symbol: a vector of zeros. */
        public static final int NONE = -1;

        /** Checks the count; that the numbers are below I is the caller's to check. */
        public Symbols {
            Objects.requireNonNull(numbers);
            if (timeSteps < 1 || batch < 1 || numbers.length != (long) timeSteps * batch) {
                throw new IllegalArgumentException(
                        numbers.length + " symbols are not those of " + timeSteps + " steps x " + batch + " sequences");
            }
        }
    }
}
