package io.lagbench.harness.chart;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Series over two axes.
 *
 * @param title empty for none
 * @param x horizontal axis
 * @param y vertical axis
 * @param series named beside their ends, or in a legend in their order
 * @param lines horizontal lines
 */
public record Chart(String title, Axis x, Axis y, List<Series> series, List<ReferenceLine> lines) implements Drawing {

    /**
     * Checks that everything has a place on its axis.
     *
     * @throws IllegalArgumentException if a value has none
     */
    public Chart {
        series = List.copyOf(series);
        lines = List.copyOf(lines);
        requirePlace(x, series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::x));
        requirePlace(
                y,
                DoubleStream.concat(
                        series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::low),
                        lines.stream().mapToDouble(ReferenceLine::y)));
    }

    private static void requirePlace(Axis axis, DoubleStream values) {
        if (!values.allMatch(axis.scale()::hasPlace)) {
            throw new IllegalArgumentException(axis.label() + ": a value has no place on the axis"
                    + (axis.scale().isLogarithmic() ? ": only values greater than 0 have one" : ""));
        }
    }
}
