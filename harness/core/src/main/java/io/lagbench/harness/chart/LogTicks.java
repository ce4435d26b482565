package io.lagbench.harness.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Where a logarithmic axis is labelled. */
final class LogTicks {
    private static final MathContext SIX_DIGITS = new MathContext(6);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final double LARGE = 1e6;
    private static final int FAR = 20;
    private static final int MOST = 9;
    private static final int FEWEST = 2;

    /** Measured values up to so many are labelled themselves, each at least this share of the axis from the last. */
    private static final int FEW = 12;

    private static final double LEAST_SPACING = 0.1;
    private static final int[] ONE = {1};
    private static final int[] ONE_TWO_FIVE = {1, 2, 5};
    private static final int[] ALL = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    private LogTicks() {}

    /** Values to label: those that were measured where they are two to twelve, else round ones of the range; ascending. */
    static List<Double> of(Scale scale, double low, double high, double[] measured) {
        double[] distinct = DoubleStream.of(measured).sorted().distinct().toArray();
        return distinct.length >= FEWEST && distinct.length <= FEW
                ? spaced(distinct, LEAST_SPACING * Math.log(high / low))
                : of(scale, low, high);
    }

    /** Values in order without those that are too close to the last. */
    private static List<Double> spaced(double[] values, double distance) {
        List<Double> kept = new ArrayList<>();
        for (double value : values) {
            if (kept.isEmpty() || Math.log(value / kept.get(kept.size() - 1)) >= distance) {
                kept.add(value);
            }
        }
        return kept;
    }

    /** Round values of a range, ascending: at least two where there are. */
    static List<Double> of(Scale scale, double low, double high) {
        if (scale == Scale.PERCENTILE) {
            return powers(10, ONE, low, high);
        }
        if (scale == Scale.LOG2) {
            List<Double> powers = powers(2, ONE, low, high);
            if (powers.size() >= FEWEST) {
                return thinned(powers);
            }
        }
        List<Double> fine = powers(10, ONE_TWO_FIVE, low, high);
        if (fine.size() > MOST) {
            return thinned(powers(10, ONE, low, high));
        }
        List<Double> finer = fine.size() > FEWEST ? fine : powers(10, ALL, low, high);
        return finer.size() >= FEWEST ? finer : even(low, high);
    }

    /** Multiples of the powers of a base. */
    private static List<Double> powers(int base, int[] multiples, double low, double high) {
        List<Double> values = new ArrayList<>();
        int first = (int) Math.floor(Math.log(low) / Math.log(base)) - 1;
        int last = (int) Math.ceil(Math.log(high) / Math.log(base)) + 1;
        for (int exponent = first; exponent <= last; exponent++) {
            for (int multiple : multiples) {
                double value = multiple * Math.pow(base, exponent);
                if (value >= low && value <= high) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Multiples of a round step, for a range so short that it is nearly linear. */
    private static List<Double> even(double low, double high) {
        double rough = (high - low) / FEWEST / 2;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = Math.floor(rough / power) * power;
        List<Double> values = new ArrayList<>();
        for (double value = Math.ceil(low / step) * step; value <= high; value += step) {
            values.add(value);
        }
        return values;
    }

    private static List<Double> thinned(List<Double> values) {
        int step = (values.size() + MOST - 1) / MOST;
        List<Double> kept = new ArrayList<>();
        for (int i = 0; i < values.size(); i += step) {
            kept.add(values.get(i));
        }
        return kept;
    }

    /** A value as an axis of a scale shows it: 100 is the percentile {@code 99}; a far power of 2 is {@code 2^-15}. */
    static String label(Scale scale, double value) {
        int exponent = Math.getExponent(value);
        if (scale == Scale.LOG2 && Math.abs(exponent) >= FAR && Math.scalb(1.0, exponent) == value) {
            return "2^" + exponent;
        }
        return scale == Scale.PERCENTILE
                ? HUNDRED.subtract(BigDecimal.valueOf(100 / value))
                        .stripTrailingZeros()
                        .toPlainString()
                : label(value);
    }

    /** A value as an axis shows it: {@code 0.5}, {@code 4096}, {@code 2e6}. */
    static String label(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(SIX_DIGITS).stripTrailingZeros();
        return value >= LARGE || value < 1
                ? rounded.toString().replace("E+", "e").replace("E", "e")
                : rounded.toPlainString();
    }
}
