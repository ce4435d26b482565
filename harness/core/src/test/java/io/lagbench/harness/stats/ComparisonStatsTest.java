package io.lagbench.harness.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class ComparisonStatsTest {

    @Test
    void intervalOfMedianRatioScalesWithRatio() {
        double[] slow = {30, 31, 29, 33, 30};
        double[] fast = {1.0, 1.1, 0.9, 1.0, 1.05};
        Interval interval = Medians.ratioInterval(slow, fast);
        assertThat(interval.low()).isBetween(26.0, 30.0);
        assertThat(interval.high()).isBetween(30.0, 34.5);
        double[] slower = {300, 310, 290, 330, 300};
        assertThat(Medians.ratioInterval(slower, fast).low()).isCloseTo(10 * interval.low(), within(1e-9));
        assertThat(Medians.ratioInterval(new double[] {33, 30, 30, 29, 31}, fast))
                .isEqualTo(interval);
    }

    @Test
    void intervalOfMedianRatioHasNominalCoverage() {
        Random random = new Random(7);
        int holds = 0;
        int repeats = 300;
        for (int r = 0; r < repeats; r++) {
            double[] a = random.doubles(10).map(x -> Math.exp(x)).toArray();
            double[] b = random.doubles(10).map(x -> Math.exp(x)).toArray();
            Interval interval = Medians.ratioInterval(a, b);
            holds += interval.low() <= 1 && interval.high() >= 1 ? 1 : 0;
        }
        assertThat(holds / (double) repeats).isBetween(0.90, 1.0);
    }

    /** Exact values: 2 of the 20 and of the 252 ways to deal the ranks are as far apart. */
    @Test
    void theUTestIsExactForSmallSamples() {
        assertThat(MannWhitney.pValue(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isCloseTo(2 / 20.0, within(1e-12));
        assertThat(MannWhitney.pValue(new double[] {1, 2, 3, 4, 5}, new double[] {6, 7, 8, 9, 10}))
                .isCloseTo(2 / 252.0, within(1e-12));
    }

    @Test
    void aPowerLawIsFoundAgain() {
        double[][] x = new double[27][];
        double[] y = new double[27];
        Random random = new Random(5);
        for (int i = 0; i < 27; i++) {
            x[i] = new double[] {Math.pow(4, i % 3), Math.pow(2, i / 3 % 3), Math.pow(10, i / 9)};
            y[i] = 3 * x[i][0] * Math.pow(x[i][1], 0.5) * Math.pow(x[i][2], 2) * Math.exp(0.05 * random.nextGaussian());
        }
        PowerLaw law = PowerLaw.fit(x, y).orElseThrow();
        double[] exponents = {1, 0.5, 2};
        for (int v = 0; v < 3; v++) {
            assertThat(law.exponents().get(v)).isCloseTo(exponents[v], within(0.05));
            assertThat(law.intervals().get(v).low()).isLessThan(exponents[v] + 0.02);
            assertThat(law.intervals().get(v).high()).isGreaterThan(exponents[v] - 0.02);
        }
        assertThat(law.residuals()).hasSize(27).allMatch(residual -> residual > 0.8 && residual < 1.25);
    }

    /** Slope and standard error by hand: y = 1, 2, 4 at x = 1, 2, 3 in logarithms. */
    @Test
    void theIntervalIsStudents() {
        double[][] x = {{Math.E}, {Math.exp(2)}, {Math.exp(3)}};
        double[] y = {Math.E, Math.exp(2), Math.exp(4)};
        PowerLaw law = PowerLaw.fit(x, y).orElseThrow();
        assertThat(law.exponents().get(0)).isCloseTo(1.5, within(1e-12));
        double error =
                Math.sqrt((1 / 6.0) / 1 / 2.0); // residual sum of squares / degrees of freedom / sum of squares of x
        assertThat(law.intervals().get(0).high()).isCloseTo(1.5 + 12.7062047362 * error, within(1e-6));
        assertThat(law.residuals().get(1)).isCloseTo(Math.exp(-1 / 3.0), within(1e-12));
    }

    @Test
    void thereIsNoPowerLawWithoutEnoughToTell() {
        double[][] together = {{1, 2}, {2, 4}, {4, 8}, {8, 16}, {16, 32}};
        assertThat(PowerLaw.fit(together, new double[] {1, 2, 3, 4, 5})).isEmpty();
        assertThat(PowerLaw.fit(new double[][] {{1}, {2}}, new double[] {1, 2})).isEmpty();
        assertThat(PowerLaw.fit(new double[][] {{1}, {1}, {1}}, new double[] {1, 2, 3}))
                .isEmpty();
        assertThat(PowerLaw.fit(new double[0][], new double[0])).isEmpty();
    }

    @Test
    void zerosHaveARatioToo() {
        assertThat(Medians.ratio(new double[] {0}, new double[] {0})).isEqualTo(1);
        assertThat(Medians.ratio(new double[] {2}, new double[] {0})).isInfinite();
        Interval none = Medians.ratioInterval(new double[] {0, 0, 0}, new double[] {1, 2, 3});
        assertThat(none).isEqualTo(new Interval(0, 0));
        Interval some = Medians.ratioInterval(new double[] {1, 2, 3}, new double[] {0, 0, 1});
        assertThat(some.low()).isBetween(1.0, 3.0);
        assertThat(some.high()).isInfinite();
    }

    /** With three a side the interval is the range: of 20 ways to deal six ranks, one puts one side wholly above the other. */
    @ParameterizedTest
    @CsvSource({"3, 0.035, 0.065", "5, 0.010, 0.035"})
    void falsePositiveRateOfSeparatedIntervals(int trials, double least, double most) {
        Random random = new Random(11);
        int above = 0;
        int repeats = 1000;
        for (int r = 0; r < repeats; r++) {
            double[] a = random.doubles(trials).map(Math::exp).toArray();
            double[] b = random.doubles(trials).map(Math::exp).toArray();
            above += Medians.ratioInterval(a, b).low() > 1 ? 1 : 0;
        }
        assertThat(above / (double) repeats).isBetween(least, most);
    }

    @Test
    void equalValuesAreNoEvidence() {
        assertThat(MannWhitney.pValue(new double[] {1, 1, 1}, new double[] {1, 1, 1}))
                .isEqualTo(1);
    }
}
