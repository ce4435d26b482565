package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.chart.Series;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.results.SettingColumns;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A metric against a size: a series for each sweep, the cells that differ in this size only.
 *
 * @param series at most {@link #MOST}, from the first to the last that there are
 * @param cells those that the series show
 * @param alsoVarying columns beside the size in which cells of one series differ
 * @param omitted how many more series there are
 */
public record SweepSeries(List<Series> series, List<Cell> cells, List<String> alsoVarying, int omitted) {
    /** Series that one chart can tell apart. */
    static final int MOST = 7;

    /** Columns that a longer lag may need to be changed, too. */
    public static final List<String> TUNED = Stream.concat(
                    Sweeps.SIZE_DEPENDENT.stream(), Stream.of("batch", "learning_rate", "optimizer", "clip", "regime"))
            .toList();

    /** Sizes that come in other columns too. */
    private static final Map<String, String> CELL_COLUMN = Map.of("lag", "length", "time_steps", "length");

    /**
     * The series.
     *
     * @param x column of the size
     * @param y metric of the value: medians over trials, their 95 % interval where there are enough, else their range
     * @param scale of the value: on a logarithmic one cells with values that have no place there are left out
     * @param following columns that may change along a series, each only where no two cells of it have one size
     */
    public static SweepSeries of(List<Cell> cells, String x, Metric y, Scale scale, List<String> following) {
        List<Cell> usable = cells.stream()
                .filter(cell -> cell.values(y).length > 0 && size(cell, x).isPresent())
                .filter(cell -> Arrays.stream(cell.values(y)).allMatch(scale::hasPlace))
                .toList();
        String sized = CELL_COLUMN.getOrDefault(x, x);
        List<List<Cell>> sweeps = new Sweeps<>(Cell.columns(usable), Cell::param, List.of(sized), following)
                .of(usable, cell -> size(cell, x)).stream()
                        .filter(sweep -> sizes(sweep, x) > 1)
                        .toList();
        List<List<Cell>> drawn = EvenSample.of(sweeps, MOST);
        List<String> names = CellNames.names(
                drawn.stream().map(sweep -> sweep.get(0)).toList(),
                Cell.columns(usable).stream()
                        .filter(column -> !column.equals(sized))
                        .toList());
        return new SweepSeries(
                IntStream.range(0, drawn.size())
                        .mapToObj(s -> new Series(
                                names.get(s),
                                Series.Kind.POINTS,
                                drawn.get(s).stream()
                                        .map(cell -> MedianPoint.withInterval(
                                                size(cell, x).orElseThrow(), cell.values(y)))
                                        .toList()))
                        .toList(),
                drawn.stream().flatMap(List::stream).toList(),
                following.stream()
                        .filter(column -> drawn.stream()
                                .anyMatch(sweep -> sweep.stream()
                                                .map(cell -> cell.param(column))
                                                .distinct()
                                                .count()
                                        > 1))
                        .toList(),
                Math.max(0, sweeps.size() - MOST));
    }

    private static long sizes(List<Cell> cells, String x) {
        return cells.stream()
                .map(cell -> size(cell, x).getAsDouble())
                .distinct()
                .count();
    }

    private static OptionalDouble size(Cell cell, String x) {
        OptionalDouble size = cell.trials().get(0).number(x);
        return size.isPresent() && Scale.LOG2.hasPlace(size.getAsDouble()) ? size : OptionalDouble.empty();
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return series.isEmpty();
    }

    /** The chart of the series. */
    public Chart chart(Axis x, Axis y) {
        return new Chart("", x, y, series, List.of());
    }

    /** The floors of the cells that the series show, each at the size of its cell. */
    public Floors floors(String x, String floorColumn) {
        return Floors.of(cells, floorColumn, cell -> size(cell, x).orElseThrow());
    }

    /** Ends a caption: what else differs along a series, and which series are not drawn. */
    public String note() {
        String differing = alsoVarying.isEmpty()
                ? ""
                : " What else differs along a line: "
                        + alsoVarying.stream().map(SettingColumns::label).collect(Collectors.joining(", ")) + ".";
        return omitted == 0
                ? differing
                : differing + " " + omitted + (omitted == 1 ? " more line is" : " more lines are")
                        + " not drawn; lagbench plot --where draws any.";
    }
}
