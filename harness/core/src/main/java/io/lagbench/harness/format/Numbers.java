package io.lagbench.harness.format;

import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as people read them, whatever the locale. */
public final class Numbers {
    /** Powers of 10 outside which a number with few digits is written with its power. */
    private static final int SMALLEST = -5;

    private static final int LARGEST = 8;

    private Numbers() {}

    /** A number with so many decimals, or empty. */
    public static String fixed(OptionalDouble value, int decimals) {
        return value.isEmpty() ? "" : fixed(value.getAsDouble(), decimals);
    }

    /** A number with so many decimals. */
    public static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A number with up to three significant digits and no zeros behind them: {@code 0.5}. */
    public static String stripped(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /**
     * A number with so many significant digits: {@code 31.4}; {@code 1240}, integers lose no digit below 10^9; {@code 1.2e+09}
     * from there on and for very small ones; {@code infinity}; empty for NaN.
     */
    public static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.isNaN(value) ? "" : "infinity";
        }
        int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
        if (magnitude < SMALLEST || magnitude > LARGEST) {
            return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
        }
        return fixed(value, Math.max(0, digits - 1 - magnitude));
    }

    /** A p value with three decimals; {@code <0.001} below. */
    public static String pValue(double p) {
        return p < 0.001 ? "<0.001" : fixed(p, 3);
    }

    /** A factor and how far to trust it: {@code 31.4 [29.2, 33.9]}. */
    public static String factor(double value, Optional<Interval> interval) {
        return significant(value, 3)
                + interval.map(ends -> " [" + significant(ends.low(), 3) + ", " + significant(ends.high(), 3) + "]")
                        .orElse("");
    }

    /** An interval with so many decimals: {@code [0.38, 0.88]}. */
    public static String interval(Interval interval, int decimals) {
        return "[" + fixed(interval.low(), decimals) + ", " + fixed(interval.high(), decimals) + "]";
    }

    /** A value and its interval where there is one: {@code 142 [139, 151]}. */
    public static String interval(OptionalDouble value, Optional<Interval> interval, int decimals) {
        return fixed(value, decimals)
                + interval.map(ends -> " " + interval(ends, decimals)).orElse("");
    }

    /** Median and range: {@code 0.1031 [0.0968, 0.1094]}. */
    public static String medianAndRange(double[] values, int decimals) {
        if (values.length == 0) {
            return "";
        }
        double low = Arrays.stream(values).min().orElseThrow();
        double high = Arrays.stream(values).max().orElseThrow();
        return fixed(Medians.median(values), decimals) + " [" + fixed(low, decimals) + ", " + fixed(high, decimals)
                + "]";
    }
}
