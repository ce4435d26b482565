package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.Scale;
import io.lagbench.harness.plot.Series;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lines through cells that differ in one size only.
 *
 * @param series at most {@link #MOST}, from the first to the last that there are
 * @param cells those that the series show
 * @param along columns beside the size in which cells of one line differ
 * @param leftOut how many more lines there are
 */
record SweptLines(List<Series> series, List<Cell> cells, List<String> along, int leftOut) {
    /** Lines that one chart can tell apart. */
    static final int MOST = 7;

    /** Sizes that come in other columns too. */
    private static final Map<String, String> CELL_COLUMN = Map.of("lag", "length", "time_steps", "length");

    /** Columns that a longer lag may need to be changed, too. */
    static final List<String> TUNED = Stream.concat(
                    Sweeps.SIZED.stream(), Stream.of("batch", "learning_rate", "optimizer", "clip", "regime"))
            .toList();

    /**
     * The lines.
     *
     * @param x column of the size
     * @param y metric of the value: medians over trials, their 95 % interval where there are enough, else their range
     * @param scale of the value: on a logarithmic one cells with values that have no place there are left out
     * @param following columns that may change along a line, each only where no two cells of it have one size
     */
    static SweptLines of(List<Cell> cells, String x, Metric y, Scale scale, List<String> following) {
        List<Cell> usable = cells.stream()
                .filter(cell -> cell.values(y).length > 0 && size(cell, x).isPresent())
                .filter(cell -> Arrays.stream(cell.values(y)).allMatch(scale::hasPlace))
                .toList();
        String sized = CELL_COLUMN.getOrDefault(x, x);
        List<List<Cell>> lines = new Sweeps<>(Cell.columns(usable), Cell::param, List.of(sized), following)
                .of(usable, cell -> size(cell, x)).stream()
                        .filter(group -> distinct(group, x) > 1)
                        .toList();
        List<List<Cell>> drawn = evenly(lines, MOST);
        List<String> names = CellNames.names(
                drawn.stream().map(line -> line.get(0)).toList(),
                Cell.columns(usable).stream()
                        .filter(column -> !column.equals(sized))
                        .toList());
        return new SweptLines(
                IntStream.range(0, drawn.size())
                        .mapToObj(line -> new Series(
                                names.get(line),
                                Series.Kind.POINTS,
                                drawn.get(line).stream()
                                        .map(cell -> point(cell, x, y))
                                        .toList()))
                        .toList(),
                drawn.stream().flatMap(List::stream).toList(),
                following.stream()
                        .filter(column -> drawn.stream()
                                .anyMatch(line -> line.stream()
                                                .map(cell -> cell.param(column))
                                                .distinct()
                                                .count()
                                        > 1))
                        .toList(),
                Math.max(0, lines.size() - MOST));
    }

    /** So many of a list, from its beginning to its end. */
    static <T> List<T> evenly(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get(i * (all.size() - 1) / (most - 1)));
        }
        return some;
    }

    private static long distinct(List<Cell> cells, String x) {
        return cells.stream()
                .map(cell -> size(cell, x).getAsDouble())
                .distinct()
                .count();
    }

    /** The size of a cell; empty where it has none. */
    static OptionalDouble size(Cell cell, String x) {
        OptionalDouble size = cell.trials().get(0).number(x);
        return size.isPresent() && Scale.LOG2.hasPlace(size.getAsDouble()) ? size : OptionalDouble.empty();
    }

    private static Point point(Cell cell, String x, Metric y) {
        return point(size(cell, x).orElseThrow(), cell.values(y));
    }

    /** The median of some values, with its 95 % interval where there are enough, else with their range. */
    static Point point(double x, double[] values) {
        Optional<Interval> interval = Medians.interval(values);
        return new Point(
                x,
                Medians.median(values).orElseThrow(),
                interval.map(Interval::low)
                        .orElseGet(() -> Arrays.stream(values).min().orElseThrow()),
                interval.map(Interval::high)
                        .orElseGet(() -> Arrays.stream(values).max().orElseThrow()));
    }

    /** Ends a caption: what else differs along a line, and which lines are not drawn. */
    String note() {
        String differing = along.isEmpty()
                ? ""
                : " What else differs along a line: " + String.join(", ", along).replace('_', ' ') + ".";
        return leftOut == 0
                ? differing
                : differing + " " + leftOut + (leftOut == 1 ? " more line is" : " more lines are")
                        + " not drawn; lagbench plot --where draws any.";
    }
}
