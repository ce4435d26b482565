package io.lagbench.harness.report;

import io.lagbench.harness.results.CsvRows.Row;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them, whatever the locale. */
final class Numbers {
    private Numbers() {}

    /** The median of the available values of a column; empty if there are none. */
    static OptionalDouble median(List<Row> rows, String column) {
        return median(available(rows, column));
    }

    /** The median; of an even count the mean of the middle two. */
    static OptionalDouble median(double[] values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** The available values of a column. */
    static double[] available(List<Row> rows, String column) {
        return rows.stream()
                .map(row -> row.number(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /** A number with so many decimals, or empty. */
    static String fixed(OptionalDouble value, int decimals) {
        return value.isEmpty() ? "" : fixed(value.getAsDouble(), decimals);
    }

    /** A number with so many decimals. */
    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
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
