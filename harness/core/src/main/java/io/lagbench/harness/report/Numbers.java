package io.lagbench.harness.report;

import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as people read them, whatever the locale. */
final class Numbers {
    private Numbers() {}

    /** The median; of an even count the mean of the middle two; empty without values. */
    static OptionalDouble median(double[] values) {
        return Medians.median(values);
    }

    /** A number with so many decimals, or empty. */
    static String fixed(OptionalDouble value, int decimals) {
        return value.isEmpty() ? "" : fixed(value.getAsDouble(), decimals);
    }

    /** A number with so many decimals. */
    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A number with so many significant digits in plain notation: {@code 31.4}, {@code 1240}; integers lose no digit. */
    static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : "";
        }
        int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
        return fixed(value, Math.max(0, digits - 1 - magnitude));
    }

    /** A factor and how far to trust it: {@code 31.4 [29.2, 33.9]}. */
    static String factor(double value, Optional<Interval> interval) {
        return significant(value, 3)
                + interval.map(ends -> " [" + significant(ends.low(), 3) + ", " + significant(ends.high(), 3) + "]")
                        .orElse("");
    }

    /** An interval with so many decimals: {@code [0.38, 0.88]}. */
    static String interval(Interval interval, int decimals) {
        return "[" + fixed(interval.low(), decimals) + ", " + fixed(interval.high(), decimals) + "]";
    }

    /** A value and its interval where there is one: {@code 142 [139, 151]}. */
    static String interval(OptionalDouble value, Optional<Interval> interval, int decimals) {
        return fixed(value, decimals)
                + interval.map(ends -> " " + interval(ends, decimals)).orElse("");
    }

    /** Median and range: {@code 0.1031 [0.0968, 0.1094]}. */
    static String medianAndRange(double[] values, int decimals) {
        if (values.length == 0) {
            return "";
        }
        double low = java.util.Arrays.stream(values).min().orElseThrow();
        double high = java.util.Arrays.stream(values).max().orElseThrow();
        return fixed(median(values), decimals) + " [" + fixed(low, decimals) + ", " + fixed(high, decimals) + "]";
    }
}
