package io.lagbench.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds results against each other: norm of the difference over norm, at most 1e-5 for outputs and states, 1e-4 for
 * gradients. Remembers the largest error of each quantity.
 */
final class Agreement {
    static final double OUTPUTS = 1e-5;
    static final double GRADIENTS = 1e-4;

    private final Map<String, Largest> largest = new TreeMap<>();

    private record Largest(double error, String at) {}

    /** Fails with the names of both if a quantity differs by more than its tolerance. */
    void check(String pair, String at, LstmCase.Result actual, LstmCase.Result expected) {
        near(pair + " output", at, actual.output(), expected.output(), OUTPUTS);
        if (actual.last() != null && expected.last() != null) {
            near(
                    pair + " last output",
                    at,
                    actual.last().output(),
                    expected.last().output(),
                    OUTPUTS);
            near(pair + " last cell", at, actual.last().cell(), expected.last().cell(), OUTPUTS);
        }
        if (expected.gradients() != null) {
            near(pair + " epsilon below", at, actual.inputGradient(), expected.inputGradient(), GRADIENTS);
            near(
                    pair + " W",
                    at,
                    actual.gradients().input(),
                    expected.gradients().input(),
                    GRADIENTS);
            near(
                    pair + " RW",
                    at,
                    actual.gradients().recurrent(),
                    expected.gradients().recurrent(),
                    GRADIENTS);
            near(
                    pair + " b",
                    at,
                    actual.gradients().bias(),
                    expected.gradients().bias(),
                    GRADIENTS);
        }
    }

    private void near(String what, String at, INDArray actual, INDArray expected, double tolerance) {
        if (expected.norm2Number().doubleValue() == 0) { // one step from a zero state: RW has no gradient
            assertThat(actual.norm2Number().doubleValue())
                    .as(what + " at " + at)
                    .isZero();
            return;
        }
        double error = LstmCase.relativeError(actual, expected);
        largest.merge(what, new Largest(error, at), (a, b) -> a.error >= b.error ? a : b);
        assertThat(error).as(what + " at " + at).isLessThan(tolerance);
    }

    /** A line per quantity with its largest error and where that was. */
    String report() {
        StringBuilder lines = new StringBuilder();
        largest.forEach((what, worst) ->
                lines.append(String.format(Locale.ROOT, "%-28s %.2e  %s%n", what, worst.error, worst.at)));
        return lines.toString();
    }
}
