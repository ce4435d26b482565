package io.lagbench.harness.report;

import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.Scale;
import io.lagbench.harness.plot.Series;
import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.Sweeps;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
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
record SweptLines(List<Series> series, List<CellSummary> cells, List<String> along, int leftOut) {
    /** Lines that one chart can tell apart. */
    static final int MOST = 7;

    /** Sizes that come in other columns too. */
    private static final Map<String, String> CELL_COLUMN = Map.of("lag", "length", "time_steps", "length");

    /** Columns whose values need no column name beside them. */
    private static final Set<String> SPEAKING = Set.of(
            CellSummary.RUN, "task", "interior", "model", "lstm", "backend", "device", "optimizer", "init", "regime");

    /** Columns that a longer lag may need to be changed, too. */
    static final List<String> TUNED = Stream.concat(
                    Sweeps.SIZED.stream(), Stream.of("batch", "learning_rate", "optimizer", "clip", "regime"))
            .toList();

    /** Columns that a name has wherever cells differ in them. */
    private static final Set<String> ALWAYS_NAMED =
            Set.of(CellSummary.RUN, "task", "length", "hidden", "batch", "lstm", "backend");

    /** Columns that a name does without first, if others tell its cell apart; never a size. */
    private static final List<String> LEAST_TELLING = Stream.concat(
                    CellSummary.TRAINING.stream(),
                    Stream.of(
                            "device",
                            "threads",
                            "alphabet",
                            "clip",
                            "learning_rate",
                            "optimizer",
                            "init",
                            "classes",
                            "interior"))
            .toList();

    /**
     * The lines.
     *
     * @param x column of the size
     * @param y column of the value: medians over trials, their 95 % interval where there are enough, else their range
     * @param scale of the value: on a logarithmic one cells with values that have no place there are left out
     * @param following columns that may change along a line, each only where no two cells of it have one size
     */
    static SweptLines of(List<CellSummary> cells, String x, String y, Scale scale, List<String> following) {
        List<CellSummary> usable = cells.stream()
                .filter(cell -> cell.values(y).length > 0 && size(cell, x).isPresent())
                .filter(cell -> Arrays.stream(cell.values(y)).allMatch(scale::hasPlace))
                .toList();
        String sized = CELL_COLUMN.getOrDefault(x, x);
        List<List<CellSummary>> lines = new Sweeps<>(CellSummary::param, List.of(sized), following)
                .of(usable, cell -> size(cell, x)).stream()
                        .filter(group -> distinct(group, x) > 1)
                        .toList();
        List<List<CellSummary>> drawn = evenly(lines, MOST);
        List<String> names = names(
                drawn.stream().map(line -> line.get(0)).toList(),
                CellSummary.COLUMNS.stream()
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

    /**
     * What tells each of some cells from the others: {@code onednn, batch 32}; the task where there is nothing to tell.
     *
     * @param columns that may be named
     */
    static List<String> names(List<CellSummary> cells, List<String> columns) {
        List<String> naming = naming(cells, columns);
        return cells.stream()
                .map(cell -> name(cell, naming.isEmpty() ? List.of("task") : ownColumns(cell, cells, naming)))
                .toList();
    }

    /** The columns without those in which nothing differs from a cell that is like it in the others; sizes always stay. */
    private static List<String> ownColumns(CellSummary cell, List<CellSummary> cells, List<String> naming) {
        List<String> own = naming;
        for (String column : naming) {
            List<String> without =
                    own.stream().filter(other -> !other.equals(column)).toList();
            boolean alone = cells.stream()
                            .filter(other -> without.stream()
                                    .allMatch(same -> other.param(same).equals(cell.param(same))))
                            .count()
                    == 1;
            if (alone && !ALWAYS_NAMED.contains(column)) {
                own = without;
            }
        }
        return own;
    }

    private static String name(CellSummary cell, List<String> columns) {
        return columns.stream()
                .filter(column -> !cell.param(column).isEmpty())
                .map(column -> SPEAKING.contains(column) && !cell.param(column).equals("default")
                        ? cell.param(column)
                        : column.replace('_', ' ') + " " + cell.param(column))
                .collect(Collectors.joining(", "));
    }

    /** Few columns that tell cells apart as well as all of some do. */
    static List<String> naming(List<CellSummary> cells, List<String> columns) {
        List<String> naming = new ArrayList<>(columns);
        naming.removeIf(column ->
                cells.stream().map(cell -> cell.param(column)).distinct().count() < 2);
        long different = groups(cells, naming).size();
        for (String column : LEAST_TELLING) {
            List<String> without =
                    naming.stream().filter(other -> !other.equals(column)).toList();
            if (groups(cells, without).size() == different) {
                naming.remove(column);
            }
        }
        return naming;
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

    private static Map<List<String>, List<CellSummary>> groups(List<CellSummary> cells, List<String> columns) {
        return cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> columns.stream().map(cell::param).toList(), LinkedHashMap::new, Collectors.toList()));
    }

    private static long distinct(List<CellSummary> cells, String x) {
        return cells.stream()
                .map(cell -> size(cell, x).getAsDouble())
                .distinct()
                .count();
    }

    /** The size of a cell; empty where it has none. */
    static OptionalDouble size(CellSummary cell, String x) {
        OptionalDouble size = cell.trials().get(0).number(x);
        return size.isPresent() && Scale.LOG2.hasPlace(size.getAsDouble()) ? size : OptionalDouble.empty();
    }

    private static Point point(CellSummary cell, String x, String y) {
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
