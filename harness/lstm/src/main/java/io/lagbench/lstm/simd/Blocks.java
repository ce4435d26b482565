package io.lagbench.lstm.simd;

/**
 * Steps in blocks: values are there of one block at a time, and the state before each block is kept.
 *
 * @param timeSteps steps of all
 * @param length steps of a block, but for the last, which may be shorter
 */
record Blocks(int timeSteps, int length) {
    /** Steps whose contributions to the weight gradient are summed up together. */
    static final int STEPS = 32;

    /** One block if the values of all steps are kept, else short ones. */
    static Blocks of(int timeSteps, boolean whole) {
        return new Blocks(timeSteps, whole ? timeSteps : Math.min(STEPS, timeSteps));
    }

    /** Number of blocks. */
    int count() {
        return (timeSteps + length - 1) / length;
    }

    /** The first step of a block. */
    int first(int block) {
        return block * length;
    }

    /** The number of steps of a block. */
    int steps(int block) {
        return Math.min(length, timeSteps - first(block));
    }

    /** Where the steps begin in a block that are summed up together and end before {@code to}. */
    static int before(int to) {
        return (to - 1) / STEPS * STEPS;
    }
}
