package io.lagbench.harness.analysis;

import io.lagbench.harness.results.SettingColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How cells, or pairs of them, are told apart in words: the one algorithm for tables, gates, charts and comparisons. A cell is
 * named by the columns in which it differs from those that it stands beside.
 */
public final class CellNames {
    /** Columns whose values need no column name beside them. */
    private static final Set<String> NAMED_BY_VALUE =
            Set.of(Cell.RUN, "task", "interior", "model", "lstm", "backend", "device", "optimizer", "init", "regime");

    /** Columns that a short name has wherever cells differ in them. */
    private static final Set<String> ALWAYS_NAMED =
            Set.of(Cell.RUN, "task", "length", "hidden", "batch", "lstm", "backend");

    /** Columns that a short name does without first, if others tell its cell apart; never a size. */
    private static final List<String> NAMED_LAST = Stream.concat(
                    Cell.SCHEDULE.stream(),
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

    private CellNames() {}

    /** Columns that tell cells apart, in the order of tables; those of {@link Cell#SCHEDULE} only where no others do. */
    public static List<String> columns(List<Cell> cells) {
        return columns(cells, Cell.columns(cells), Cell::param);
    }

    /**
     * Columns that tell items apart.
     *
     * @param columns in which they can differ
     * @param param value of an item in one of them
     */
    public static <T> List<String> columns(List<T> items, List<String> columns, BiFunction<T, String, String> param) {
        List<String> differing = columns.stream()
                .filter(column -> count(items, List.of(column), param) > 1)
                .toList();
        return without(Cell.SCHEDULE, differing, items, param);
    }

    /** Few columns that tell cells apart as well as all of them do. */
    public static List<String> fewColumns(List<Cell> cells) {
        return fewColumns(cells, Cell.columns(cells), Cell::param);
    }

    /** Few columns that tell items apart as well as all of some do. */
    static <T> List<String> fewColumns(List<T> items, List<String> columns, BiFunction<T, String, String> param) {
        List<String> differing = columns.stream()
                .filter(column -> count(items, List.of(column), param) > 1)
                .toList();
        return without(NAMED_LAST, differing, items, param);
    }

    /** The columns without those of some that can be done without. */
    private static <T> List<String> without(
            List<String> dispensable, List<String> columns, List<T> items, BiFunction<T, String, String> param) {
        List<String> needed = new ArrayList<>(columns);
        long different = count(items, columns, param);
        for (String column : dispensable) {
            List<String> others =
                    needed.stream().filter(other -> !other.equals(column)).toList();
            if (count(items, others, param) == different) {
                needed.remove(column);
            }
        }
        return needed;
    }

    private static <T> long count(List<T> items, List<String> columns, BiFunction<T, String, String> param) {
        return items.stream()
                .map(item -> columns.stream()
                        .map(column -> param.apply(item, column))
                        .toList())
                .distinct()
                .count();
    }

    /** A short name for each cell: {@code onednn, batch 32}; the task where there is nothing to tell. */
    public static List<String> names(List<Cell> cells) {
        return names(cells, Cell.columns(cells));
    }

    /** @param columns that may be named */
    public static List<String> names(List<Cell> cells, List<String> columns) {
        List<String> naming = fewColumns(cells, columns, Cell::param);
        return cells.stream()
                .map(cell ->
                        describe(naming.isEmpty() ? List.of("task") : ownColumns(cell, cells, naming), cell::param))
                .toList();
    }

    /** The columns without those in which nothing differs from a cell that is like it in the others; sizes always stay. */
    private static List<String> ownColumns(Cell cell, List<Cell> cells, List<String> naming) {
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

    /**
     * What an item has in some columns, in words: {@code recall, length 1000, hidden 20}.
     *
     * @param param its value in a column; what is empty is left out
     */
    public static String describe(List<String> columns, UnaryOperator<String> param) {
        return columns.stream()
                .filter(column -> !param.apply(column).isEmpty())
                .map(column ->
                        NAMED_BY_VALUE.contains(column) && !param.apply(column).equals("default")
                                ? param.apply(column)
                                : SettingColumns.label(column) + " " + param.apply(column))
                .collect(Collectors.joining(", "));
    }
}
