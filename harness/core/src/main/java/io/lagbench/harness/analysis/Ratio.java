package io.lagbench.harness.analysis;

import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.MannWhitney;
import io.lagbench.harness.stats.Medians;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * How many times better one side is than the other, by the medians over trials.
 *
 * @param factor greater than 1 if the contender is better, from 0 to infinity
 * @param interval 95 % bootstrap interval of the factor over the trials of both sides; empty with fewer than
 *     {@link #FEWEST_TRIALS} on one of them. With three a side it leaves out 1 when the sides do not overlap, which one of
 *     ten pairs of equal sides do by chance
 * @param pValue of the two-sided Mann-Whitney U test
 */
public record Ratio(double factor, Optional<Interval> interval, double pValue) {
    /** Trials that each side needs for an interval. */
    public static final int FEWEST_TRIALS = 3;

    /** Ratio that counts without an interval: times on one machine drift by a tenth from run to run. */
    private static final double CLEAR = 1.25;

    /** What can be said of the contender. */
    public enum Verdict {
        BETTER,
        WORSE,
        /** The interval holds 1. */
        NO_DIFFERENCE,
        /** There is no interval. */
        TOO_FEW_TRIALS
    }

    /**
     * The ratio of two samples; empty if one has no value, or one that is negative. Of two zeros it is 1, and infinite where
     * only the divisor is 0.
     */
    static Optional<Ratio> of(double[] base, double[] contender, boolean higherIsBetter) {
        if (Math.min(base.length, contender.length) == 0
                || DoubleStream.concat(Arrays.stream(base), Arrays.stream(contender))
                        .anyMatch(value -> value < 0)) {
            return Optional.empty();
        }
        double[] above = higherIsBetter ? contender : base;
        double[] below = higherIsBetter ? base : contender;
        boolean enough = Math.min(base.length, contender.length) >= FEWEST_TRIALS;
        return Optional.of(new Ratio(
                Medians.ratio(above, below),
                enough ? Optional.of(Medians.ratioInterval(above, below)) : Optional.empty(),
                MannWhitney.pValue(base, contender)));
    }

    /** How many times worse the contender is. */
    public Ratio inverse() {
        return new Ratio(1 / factor, interval.map(ends -> new Interval(1 / ends.high(), 1 / ends.low())), pValue);
    }

    /** What the interval allows to say. */
    public Verdict verdict() {
        if (interval.isEmpty()) {
            return Verdict.TOO_FEW_TRIALS;
        }
        if (interval.get().low() > 1) {
            return Verdict.BETTER;
        }
        return interval.get().high() < 1 ? Verdict.WORSE : Verdict.NO_DIFFERENCE;
    }

    /** Whether it is known which side is better: outside the noise, or without an interval by more than a quarter. */
    public boolean isDecided() {
        return switch (verdict()) {
            case BETTER, WORSE -> true;
            case NO_DIFFERENCE -> false;
            case TOO_FEW_TRIALS -> Math.abs(Math.log(factor)) > Math.log(CLEAR);
        };
    }
}
