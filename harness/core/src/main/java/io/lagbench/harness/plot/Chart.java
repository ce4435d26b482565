package io.lagbench.harness.plot;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Series over two axes.
 *
 * @param title empty for none
 * @param x horizontal axis
 * @param y vertical axis
 * @param series in the order of the legend
 * @param lines horizontal lines
 */
public record Chart(String title, Axis x, Axis y, List<Series> series, List<ReferenceLine> lines) implements Drawing {

    /**
     * Checks that everything has a place on its axis.
     *
     * @throws IllegalArgumentException if a value is not greater than 0 on a logarithmic axis
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
        if (axis.scale().isLogarithmic() && values.anyMatch(value -> !(value > 0))) {
            throw new IllegalArgumentException(
                    axis.label() + ": only values greater than 0 have a place on a logarithmic axis");
        }
    }
}
