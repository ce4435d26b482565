package io.lagbench.harness.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** Means of finite values, as most publications give them, and how far to trust them. */
public final class Means {
    private Means() {}

    /** The mean; empty without values. */
    public static OptionalDouble mean(double[] values) {
        return Arrays.stream(values).average();
    }

    /**
     * The 95 % percentile-bootstrap interval of the mean, from 10,000 resamples. The same for the same values, in whatever order;
     * empty below {@link Medians#FEWEST_FOR_INTERVAL} values.
     */
    public static Optional<Interval> interval(double[] values) {
        return values.length < Medians.FEWEST_FOR_INTERVAL
                ? Optional.empty()
                : Optional.of(Bootstrap.middle(resampled(values, Bootstrap.generator(Bootstrap.SEED))));
    }

    /**
     * The 95 % percentile-bootstrap interval of the ratio of two means, both samples drawn anew in each of 10,000 resamples; empty where
     * either has fewer values than {@link Medians#FEWEST_FOR_INTERVAL}.
     *
     * @param numerator none negative
     * @param denominator none negative
     */
    public static Optional<Interval> ratioInterval(double[] numerator, double[] denominator) {
        if (Math.min(numerator.length, denominator.length) < Medians.FEWEST_FOR_INTERVAL) {
            return Optional.empty();
        }
        RandomGenerator random = Bootstrap.generator(Bootstrap.SEED);
        double[] above = resampled(numerator, random);
        return Optional.of(Bootstrap.ratioInterval(above, resampled(denominator, random)));
    }

    private static double[] resampled(double[] values, RandomGenerator random) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] means = new double[Bootstrap.RESAMPLES];
        for (int r = 0; r < means.length; r++) {
            double sum = 0;
            for (int i = 0; i < sorted.length; i++) {
                sum += sorted[random.nextInt(sorted.length)];
            }
            means[r] = sum / sorted.length;
        }
        return means;
    }
}
