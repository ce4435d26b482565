package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticTest {

    @Test
    void itIsWhatTheMathLibraryMakesToRounding() {
        for (double x = -45; x <= 45; x += 0.00137) {
            double expected = 1 / (1 + Math.exp(-x));
            assertThat(Logistic.at(x)).isCloseTo(expected, within(1e-17 + 1e-14 * expected));
        }
        assertThat(Logistic.at(0)).isEqualTo(0.5);
    }

    @Test
    void extremesAreItsLimitsAndNoNumberStaysNone() {
        assertThat(Logistic.at(1e300)).isEqualTo(1);
        assertThat(Logistic.at(Double.NEGATIVE_INFINITY)).isBetween(0.0, 1e-17);
        assertThat(Logistic.at(Double.NaN)).isNaN();
    }

    @Test
    void manyAreWhatOneIs() {
        double[] xs = IntStream.range(-1600, 1601).mapToDouble(i -> i / 100.0).toArray();
        double[] values = xs.clone();
        Logistic.all(values, xs.length, 1, 1, 0);
        for (int i = 0; i < xs.length; i++) {
            double expected = 1 / (1 + Math.exp(-xs[i]));
            assertThat(values[i]).as("f(%s)", xs[i]).isCloseTo(expected, within(2e-14 * expected));
        }
    }

    /** Numbers that exp is not a polynomial's power for, and so few that nothing is computed side by side. */
    @ParameterizedTest
    @ValueSource(ints = {3, 400})
    void farAndFewOfManyAreWhatOneIs(int count) {
        double[] xs = IntStream.range(0, count + 1).mapToDouble(i -> i % 5 - 2).toArray();
        xs[0] = 17;
        xs[1] = Double.NEGATIVE_INFINITY;
        xs[2] = Double.NaN;
        double[] values = xs.clone();
        Logistic.all(values, count, 2, 4, -2);
        for (int i = 0; i < count; i++) {
            assertThat(values[i]).as("of %s", xs[i]).isEqualTo(Double.valueOf(Math.fma(4, Logistic.at(2 * xs[i]), -2)));
        }
        assertThat(values[count]).as("behind the last").isEqualTo(xs[count]);
    }
}
