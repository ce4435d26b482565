package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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
}
