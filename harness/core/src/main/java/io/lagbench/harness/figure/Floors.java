package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.chart.ReferenceLine;
import io.lagbench.harness.chart.Series;
import io.lagbench.harness.format.Numbers;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The floors of what a chart shows: one line if all are the same, a dashed series if they follow the horizontal axis, a line
 * each if they are few, else none.
 *
 * @param lines horizontal lines
 * @param series none or one
 */
public record Floors(List<ReferenceLine> lines, List<Series> series) {
    private static final String NAME = "floor";
    private static final int MOST = 3;

    /** @param floors a point for each floor, at the place that it belongs to */
    static Floors of(List<Point> floors) {
        List<Double> values = floors.stream().map(Point::y).distinct().sorted().toList();
        List<Point> distinct = floors.stream().distinct().toList();
        long places = distinct.stream().map(Point::x).distinct().count();
        if (values.size() == 1) {
            return new Floors(List.of(new ReferenceLine(NAME, values.get(0))), List.of());
        }
        if (places > 1 && distinct.size() == places) {
            return new Floors(List.of(), List.of(new Series(NAME, Series.Kind.REFERENCE, distinct)));
        }
        return new Floors(
                values.size() > MOST
                        ? List.of()
                        : values.stream()
                                .map(floor -> new ReferenceLine(NAME + " " + Numbers.stripped(floor), floor))
                                .toList(),
                List.of());
    }

    /**
     * The floors of some cells, of those that have one.
     *
     * @param column of the floor
     * @param place where on the horizontal axis a cell lies
     */
    static Floors of(List<Cell> cells, String column, ToDoubleFunction<Cell> place) {
        return of(cells.stream()
                .filter(cell -> cell.median(column).isPresent())
                .map(cell ->
                        Point.of(place.applyAsDouble(cell), cell.median(column).getAsDouble()))
                .toList());
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return lines.isEmpty() && series.isEmpty();
    }

    /** A chart of some series with the floors behind them. */
    public Chart behind(List<Series> drawn, Axis x, Axis y) {
        return new Chart("", x, y, with(drawn), lines);
    }

    /** Some series with that of the floors behind them. */
    List<Series> with(List<Series> drawn) {
        return Stream.concat(drawn.stream(), series.stream()).toList();
    }
}
