package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SquashingTest {

    @ParameterizedTest
    @EnumSource
    void manyAreWhatTheMathLibraryMakesOfEach(Squashing squashing) {
        double[] xs =
                IntStream.range(0, 1601).mapToDouble(i -> (i - 800) / 100.0).toArray();
        double[] values = xs.clone();
        values[1600] = 100;
        squashing.all(values, 1600);
        for (int i = 0; i < 1600; i++) {
            double expected = switch (squashing) {
                case CENTERED_2 -> 4 / (1 + Math.exp(-xs[i])) - 2;
                case CENTERED_1 -> 2 / (1 + Math.exp(-xs[i])) - 1;
                case LOGISTIC -> 1 / (1 + Math.exp(-xs[i]));
                case TANH -> Math.tanh(xs[i]);
                case IDENTITY -> xs[i];
            };
            assertThat(values[i]).as("%s(%s)", squashing, xs[i]).isCloseTo(expected, within(4 * 2e-14));
            assertThat(squashing.at(xs[i])).isCloseTo(expected, within(4 * 1e-14));
        }
        assertThat(values[1600]).as("behind the last").isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {8.01, -8.5, 400, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN})
    void oneThatIsFarOrNoneAmongManyIsItsOwnValueOnly(double odd) {
        double[] values = new double[400];
        values[250] = odd;
        Squashing.TANH.all(values, 400);
        assertThat(values[250]).isEqualTo(Double.valueOf(Squashing.TANH.at(odd)));
        assertThat(values[249]).isZero();
        assertThat(values[399]).isZero();
    }
}
