package io.lagbench.harness.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatsTest {

    /** Newcombe, Statistics in Medicine 17, 1998, pages 857-872, table I, method 3. */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611", "1, 29, 0.0061, 0.1718"})
    void theWilsonIntervalIsThePublishedOne(int successes, int trials, double low, double high) {
        Interval interval = Proportions.interval(successes, trials);
        assertThat(interval.low()).isEqualTo(low, within(0.00005));
        assertThat(interval.high()).isEqualTo(high, within(0.00005));
        Interval mirrored = Proportions.interval(trials - successes, trials);
        assertThat(mirrored.low()).isEqualTo(1 - high, within(0.00005));
        assertThat(mirrored.high()).isEqualTo(1 - low, within(0.00005));
    }

    @Test
    void mediansOfOddAndEvenCounts() {
        assertThat(Medians.median(new double[0])).isEmpty();
        assertThat(Medians.median(new double[] {3, 1, 2})).hasValue(2);
        assertThat(Medians.median(new double[] {4, 1, 2, 3})).hasValue(2.5);
    }

    /**
     * Of 5 values the resampled median is the least one if 3 or more of 5 draws are: with probability 0.058, more than
     * 0.025, so the interval is the range. Of 9 it is below the second with probability 0.0014 and below the third with
     * 0.031: the interval is from the second or third to the seventh or eighth, by Binomial(9, 1/9) and (9, 2/9).
     */
    @Test
    void theBootstrapFindsWhatCountingFinds() {
        assertThat(Medians.interval(new double[] {5, 1, 4, 2, 3})).hasValue(new Interval(1, 5));
        assertThat(Medians.interval(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9})).hasValue(new Interval(2, 8));
        assertThat(Medians.interval(new double[] {7, 7, 7, 7, 7, 7})).hasValue(new Interval(7, 7));
    }

    @Test
    void bootstrapMedianOfEvenSampleIsMeanOfMiddleTwo() {
        Interval interval = Medians.bootstrap(new double[] {0, 1}, 10_000, 1);
        assertThat(interval).isEqualTo(new Interval(0, 1));
        Interval narrow = Medians.bootstrap(new double[] {0, 0, 0, 1, 1, 1}, 10_000, 1);
        assertThat(narrow).isEqualTo(new Interval(0, 1));
    }

    @Test
    void tooFewValuesHaveNoInterval() {
        assertThat(Medians.interval(new double[] {1, 2, 3, 4})).isEmpty();
    }

    @Test
    void intervalIsIndependentOfOrder() {
        double[] values = {0.3, 0.1, 0.7, 0.2, 0.9, 1.1, 0.4, 12};
        double[] turned = {12, 0.4, 1.1, 0.9, 0.2, 0.7, 0.1, 0.3};
        assertThat(Medians.interval(values)).isEqualTo(Medians.interval(turned)).isEqualTo(Medians.interval(values));
        assertThat(values).startsWith(0.3);
    }

    /** Exponential values, whose median is ln 2: skewed, as latencies and times to a goal are. */
    @ParameterizedTest
    @ValueSource(ints = {5, 10, 30})
    void intervalOfMedianHasNominalCoverage(int values) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(values);
        int samples = 1000;
        int covered = 0;
        for (int s = 0; s < samples; s++) {
            double[] sample = random.doubles(values).map(u -> -Math.log(1 - u)).toArray();
            Interval interval = Medians.bootstrap(sample, 1000, s);
            covered += interval.low() <= Math.log(2) && Math.log(2) <= interval.high() ? 1 : 0;
        }
        assertThat((double) covered / samples).isBetween(0.92, 0.98);
    }

    @Test
    void anIntervalHasAnOrder() {
        assertThatThrownBy(() -> new Interval(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Interval(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void meansHaveTheIntervalOfTheirResamples() {
        assertThat(Means.mean(new double[0])).isEmpty();
        assertThat(Means.mean(new double[] {1, 2, 6})).hasValue(3);
        assertThat(Means.interval(new double[] {1, 2, 3, 4})).as("too few").isEmpty();
        Interval same = Means.interval(new double[] {7, 7, 7, 7, 7}).orElseThrow();
        assertThat(same).isEqualTo(new Interval(7, 7));
        double[] values = {4, 1, 9, 2, 6, 3, 8, 5, 7, 10};
        Interval interval = Means.interval(values).orElseThrow();
        double reach = 1.96 * Math.sqrt(8.25 / 10); // normal approximation of the resampled mean
        assertThat(interval.low()).isCloseTo(5.5 - reach, within(0.1));
        assertThat(interval.high()).isCloseTo(5.5 + reach, within(0.1));
        java.util.Arrays.sort(values);
        assertThat(Means.interval(values)).as("in whatever order").hasValue(interval);
    }

    @Test
    void ratiosOfMeansHaveAnIntervalToo() {
        double[] twice = {2, 4, 6, 8, 10};
        double[] once = {1, 2, 3, 4, 5};
        assertThat(Means.ratioInterval(twice, new double[] {1, 2})).isEmpty();
        Interval interval = Means.ratioInterval(twice, once).orElseThrow();
        assertThat(interval.low()).isBetween(1.0, 1.5);
        assertThat(interval.high()).isBetween(2.6, 4.0);
    }
}
