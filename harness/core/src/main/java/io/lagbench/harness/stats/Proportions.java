package io.lagbench.harness.stats;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** Shares of yes-or-no outcomes. */
public final class Proportions {
    private static final double ERROR_RATE = 0.05;

    private Proportions() {}

    /**
     * The 95 % score interval of a share (Wilson, Journal of the American Statistical Association 22, 1927). It stays in
     * 0 to 1 and holds for few trials and for shares of 0 and 1, where the normal approximation has no width.
     *
     * @param successes from 0 to {@code trials}
     * @param trials at least 1
     */
    public static Interval interval(int successes, int trials) {
        org.apache.commons.statistics.interval.Interval interval =
                BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(trials, successes, ERROR_RATE);
        return new Interval(interval.getLowerBound(), interval.getUpperBound());
    }
}
