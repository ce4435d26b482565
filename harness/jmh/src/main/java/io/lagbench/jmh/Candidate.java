package io.lagbench.jmh;

import java.util.Arrays;

/**
 * Something to time, a few calls in a row each round. The first call of a round is not timed: a fit follows one of its own kind, as
 * in training, with its arrays in the caches, not those of the candidate before.
 */
final class Candidate {
    private static final double NANOS_PER_MILLI = 1e6;

    /** How long the calls of a round take that are timed, about. */
    private static final double ROUND_NANOS = 20e6;

    private final Runnable call;
    private final double[] millis;
    private int calls = 1;

    Candidate(Runnable call, int rounds) {
        this.call = call;
        this.millis = new double[rounds];
    }

    /** Calls for so long, and twice at least. */
    void warmUp(long nanos) {
        long start = System.nanoTime();
        long latest = 0;
        for (int i = 0; i < 2 || System.nanoTime() - start < nanos; i++) {
            long before = System.nanoTime();
            call.run();
            latest = System.nanoTime() - before;
        }
        calls = (int) Math.max(1, ROUND_NANOS / latest);
    }

    void run(int round) {
        call.run();
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        millis[round] = (System.nanoTime() - start) / NANOS_PER_MILLI / calls;
    }

    /** Milliseconds of a call. */
    double median() {
        return quantile(0.5);
    }

    double quantile(double q) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        double place = q * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
