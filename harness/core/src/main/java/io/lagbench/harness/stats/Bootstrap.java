package io.lagbench.harness.stats;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.descriptive.Quantile;

/** What the bootstrap intervals of different statistics have in common: Efron, The Annals of Statistics 7, 1979. */
final class Bootstrap {
    static final int RESAMPLES = 10_000;

    /** Any: it is fixed so that equal values give equal intervals. */
    static final long SEED = 1979;

    private static final double ERROR_RATE = 0.05;
    private static final double HUGE = 1e300;

    private Bootstrap() {}

    static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The middle 95 % of the statistics of resamples. */
    static Interval middle(double[] statistics) {
        double[] ends = Quantile.withDefaults().evaluate(statistics, ERROR_RATE / 2, 1 - ERROR_RATE / 2);
        return new Interval(ends[0], ends[1]);
    }

    /** A ratio of two statistics, neither negative: 1 if both are 0, infinite if only the divisor is. */
    static double ratio(double above, double below) {
        if (!(above >= 0 && below >= 0)) {
            throw new IllegalArgumentException("no ratio of " + above + " and " + below);
        }
        return above == below ? 1 : above / below;
    }

    /** The middle 95 % of the ratios of two statistics, each of as many resamples. */
    static Interval ratioInterval(double[] above, double[] below) {
        double[] ratios = new double[above.length];
        for (int r = 0; r < above.length; r++) {
            // Quantiles are interpolated, and the difference of two infinities is no number.
            ratios[r] = Math.min(ratio(above[r], below[r]), Double.MAX_VALUE);
        }
        Interval ends = middle(ratios);
        return new Interval(orInfinite(ends.low()), orInfinite(ends.high()));
    }

    private static double orInfinite(double ratio) {
        return ratio < HUGE ? ratio : Double.POSITIVE_INFINITY;
    }
}
