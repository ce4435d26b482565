package io.lagbench.harness.figure;

import io.lagbench.harness.chart.Point;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.util.Arrays;
import java.util.Optional;

/** The median of several values as a point; at least one value. */
final class MedianPoint {
    private MedianPoint() {}

    /** With the 95 % interval of the median where there are enough values, else with their range. */
    static Point withInterval(double x, double[] values) {
        Optional<Interval> interval = Medians.interval(values);
        return interval.isEmpty()
                ? withRange(x, values)
                : new Point(
                        x,
                        Medians.median(values).orElseThrow(),
                        interval.get().low(),
                        interval.get().high());
    }

    /** With the range of the values. */
    static Point withRange(double x, double[] values) {
        return new Point(
                x,
                Medians.median(values).orElseThrow(),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow());
    }
}
