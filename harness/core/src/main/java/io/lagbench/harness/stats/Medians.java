package io.lagbench.harness.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/** Medians of finite values and how far to trust them. */
public final class Medians {
    /**
     * Of 5 values the range holds the median of what they were drawn from in 15 of 16 cases; of fewer, no interval between
     * values comes near 95 %.
     */
    public static final int FEWEST_FOR_INTERVAL = 5;

    private static final int RESAMPLES = 10_000;
    private static final double ERROR_RATE = 0.05;
    private static final double HUGE = 1e300;
    private static final long SEED = 1979; // any: it is fixed so that equal values give equal intervals

    private Medians() {}

    /** The median; of an even count the mean of the middle two; empty without values. */
    public static OptionalDouble median(double[] values) {
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Median.withDefaults().evaluate(values));
    }

    /**
     * The 95 % percentile-bootstrap interval of the median (Efron, The Annals of Statistics 7, 1979): 10,000 resamples.
     * The same for the same values, in whatever order; empty below {@link #FEWEST_FOR_INTERVAL} values.
     */
    public static Optional<Interval> interval(double[] values) {
        return values.length < FEWEST_FOR_INTERVAL ? Optional.empty() : Optional.of(bootstrap(values, RESAMPLES, SEED));
    }

    /** The interval from so many resamples drawn from a seed. */
    static Interval bootstrap(double[] values, int resamples, long seed) {
        return middle(resampled(values, resamples, generator(seed)));
    }

    /**
     * The ratio of two medians: 1 if both are 0, infinite if only the divisor is.
     *
     * @param numerator at least one value, none negative
     * @param denominator at least one value, none negative
     */
    public static double ratio(double[] numerator, double[] denominator) {
        return ratio(median(numerator).orElseThrow(), median(denominator).orElseThrow());
    }

    private static double ratio(double above, double below) {
        if (!(above >= 0 && below >= 0)) {
            throw new IllegalArgumentException("no ratio of " + above + " and " + below);
        }
        return above == below ? 1 : above / below;
    }

    /**
     * The 95 % percentile-bootstrap interval of {@link #ratio(double[], double[])}, both samples drawn anew in each of 10,000
     * resamples. The same for the same values, in whatever order.
     *
     * @param numerator at least one value, none negative
     * @param denominator at least one value, none negative
     */
    public static Interval ratioInterval(double[] numerator, double[] denominator) {
        RandomGenerator random = generator(SEED);
        double[] above = resampled(numerator, RESAMPLES, random);
        double[] below = resampled(denominator, RESAMPLES, random);
        double[] ratios = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            // Quantiles are interpolated, and the difference of two infinities is no number.
            ratios[r] = Math.min(ratio(above[r], below[r]), Double.MAX_VALUE);
        }
        Interval ends = middle(ratios);
        return new Interval(orInfinite(ends.low()), orInfinite(ends.high()));
    }

    private static double orInfinite(double ratio) {
        return ratio < HUGE ? ratio : Double.POSITIVE_INFINITY;
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Interval middle(double[] statistics) {
        double[] ends = Quantile.withDefaults().evaluate(statistics, ERROR_RATE / 2, 1 - ERROR_RATE / 2);
        return new Interval(ends[0], ends[1]);
    }

    /** The medians of so many resamples. */
    private static double[] resampled(double[] values, int resamples, RandomGenerator random) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int[] drawn = new int[sorted.length];
        double[] medians = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(drawn, 0);
            for (int i = 0; i < sorted.length; i++) {
                drawn[random.nextInt(sorted.length)]++;
            }
            medians[r] =
                    (atRank(sorted, drawn, (sorted.length - 1) / 2) + atRank(sorted, drawn, sorted.length / 2)) / 2;
        }
        return medians;
    }

    /** The value of a rank, from 0, of the resample in which each value was drawn so often. */
    private static double atRank(double[] sorted, int[] drawn, int rank) {
        int value = 0;
        for (int below = drawn[0]; below <= rank; below += drawn[value]) {
            value++;
        }
        return sorted[value];
    }
}
