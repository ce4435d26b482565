package io.lagbench.lstm.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Asserts that results are equal within the tolerances of {@link KernelCheck}, and remembers the largest errors. For the tests
 * of all packages.
 */
public final class ResultComparison {
    private final Map<String, Largest> largest = new TreeMap<>();

    private record Largest(double error, String at) {}

    /** Fails with the names of both if a quantity differs by more than its tolerance. */
    public void check(String pair, String at, LstmCase.Result actual, LstmCase.Result expected) {
        for (KernelCheck.Deviation each :
                KernelCheck.compare(actual.ofKernel(), expected.ofKernel(), KernelCheck.Tolerance.FULL)) {
            String what = pair + " " + each.quantity();
            largest.merge(what, new Largest(each.error(), at), (a, b) -> a.error >= b.error ? a : b);
            assertThat(each.error()).as(what + " at " + at).isLessThanOrEqualTo(each.tolerance());
        }
    }

    /** The norm of the difference over the norm of what is expected. */
    public static double relativeError(INDArray actual, INDArray expected) {
        return KernelCheck.relativeError(actual, expected);
    }

    /** A line per quantity with its largest error and where that was. */
    public String report() {
        StringBuilder lines = new StringBuilder();
        largest.forEach((what, worst) ->
                lines.append(String.format(Locale.ROOT, "%-28s %.2e  %s%n", what, worst.error, worst.at)));
        return lines.toString();
    }
}
