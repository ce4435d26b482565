package io.lagbench.lstm1997;

/** Whether {@link Math#fma} is an instruction here. Where it is not, Java computes it by decimal numbers of any length. */
final class FusedMultiplyAdd {
    private static final int ROUNDS = 5;
    private static final int STEPS = 1000;

    /** An instruction takes about as long as the two it replaces; decimal numbers some thousand times as long. */
    private static final int MOST_TIMES_AS_LONG = 20;

    private FusedMultiplyAdd() {}

    /** Found by running it. */
    static boolean isAnInstruction() {
        long fused = Long.MAX_VALUE;
        long apart = Long.MAX_VALUE;
        double sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int step = 0; step < STEPS; step++) {
                sum = Math.fma(sum, 0.7, 0.3);
            }
            long between = System.nanoTime();
            for (int step = 0; step < STEPS; step++) {
                sum = sum * 0.7 + 0.3;
            }
            long end = System.nanoTime();
            fused = Math.min(fused, between - start);
            apart = Math.min(apart, end - between);
        }
        // the sum is used, so that the loops are not left out
        return sum > 0 && fused <= MOST_TIMES_AS_LONG * Math.max(apart, 1);
    }
}
