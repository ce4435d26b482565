package io.lagbench.harness.compare;

import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.MannWhitney;
import io.lagbench.harness.stats.Medians;
import java.util.Optional;

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
     * The ratio of two samples; empty if one has no value. Of two zeros it is 1, and infinite where only the divisor is 0.
     *
     * @throws IllegalArgumentException if a value is negative: no ratio says which of two such is better
     */
    static Optional<Ratio> of(double[] base, double[] contender, boolean higherIsBetter) {
        if (base.length == 0 || contender.length == 0) {
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
}
