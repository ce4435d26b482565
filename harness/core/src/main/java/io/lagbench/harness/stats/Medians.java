package io.lagbench.harness.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.descriptive.Median;

/** Medians of finite values and how far to trust them. */
public final class Medians {
    /**
     * Of 5 values the range holds the median of what they were drawn from in 15 of 16 cases; of fewer, no interval between
     * values comes near 95 %.
     */
    public static final int FEWEST_FOR_INTERVAL = 5;

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
        return values.length < FEWEST_FOR_INTERVAL
                ? Optional.empty()
                : Optional.of(bootstrap(values, Bootstrap.RESAMPLES, Bootstrap.SEED));
    }

    /** The interval from so many resamples drawn from a seed. */
    static Interval bootstrap(double[] values, int resamples, long seed) {
        return Bootstrap.middle(resampled(values, resamples, Bootstrap.generator(seed)));
    }

    /**
     * The ratio of two medians: 1 if both are 0, infinite if only the divisor is.
     *
     * @param numerator at least one value, none negative
     * @param denominator at least one value, none negative
     */
    public static double ratio(double[] numerator, double[] denominator) {
        return Bootstrap.ratio(
                median(numerator).orElseThrow(), median(denominator).orElseThrow());
    }

    /**
     * The 95 % percentile-bootstrap interval of {@link #ratio(double[], double[])}, both samples drawn anew in each of 10,000
     * resamples. The same for the same values, in whatever order.
     *
     * @param numerator at least one value, none negative
     * @param denominator at least one value, none negative
     */
    public static Interval ratioInterval(double[] numerator, double[] denominator) {
        RandomGenerator random = Bootstrap.generator(Bootstrap.SEED);
        double[] above = resampled(numerator, Bootstrap.RESAMPLES, random);
        return Bootstrap.ratioInterval(above, resampled(denominator, Bootstrap.RESAMPLES, random));
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
