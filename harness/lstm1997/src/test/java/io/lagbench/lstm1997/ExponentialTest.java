package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {

    @Test
    void itIsTheLogisticOfTheMathLibraryToRounding() {
        for (double x = -45; x <= 45; x += 0.00137) {
            double expected = 1 / (1 + Math.exp(-x));
            assertThat(Exponential.logistic(x)).isCloseTo(expected, within(1e-17 + 1e-13 * expected));
        }
        assertThat(Exponential.logistic(0)).isEqualTo(0.5);
    }

    @Test
    void extremesAreItsLimitsAndNoNumberStaysNone() {
        assertThat(Exponential.logistic(1e300)).isEqualTo(1);
        assertThat(Exponential.logistic(Double.NEGATIVE_INFINITY)).isBetween(0.0, 1e-17);
        assertThat(Exponential.logistic(Double.NaN)).isNaN();
    }
}
