package io.lagbench.harness.report;

import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.ReferenceLine;
import io.lagbench.harness.plot.Series;
import java.util.List;
import java.util.stream.Stream;

/**
 * The floors of what a chart shows: one line if all are the same, a dashed series if they follow the horizontal axis, a line
 * each if they are few, else none.
 *
 * @param lines horizontal lines
 * @param series none or one
 */
record Floors(List<ReferenceLine> lines, List<Series> series) {
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

    /** Whether there is anything to draw. */
    boolean isEmpty() {
        return lines.isEmpty() && series.isEmpty();
    }

    /** Some series with that of the floors behind them. */
    List<Series> with(List<Series> drawn) {
        return Stream.concat(drawn.stream(), series.stream()).toList();
    }
}
