package io.lagbench.harness.compare;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two sides joined by their comparison key: what a cell is, without what runs it.
 *
 * @param base name of the base side
 * @param contender name of the other
 * @param pairs workloads that both sides have
 * @param onlyBase cells that the contender lacks
 * @param onlyContender cells that the base lacks
 * @param warnings what may make the sides incomparable, a line each
 */
public record Comparison(
        String base,
        String contender,
        List<Pair> pairs,
        List<CellSummary> onlyBase,
        List<CellSummary> onlyContender,
        List<String> warnings) {

    /** What runs a workload, not what it is. */
    private static final Set<String> SIDE = Set.of("backend", "device", "lstm", "math", "threads");

    /** What two cells of one workload agree in, if they can, to be compared. */
    private static final List<List<String>> SIDE_LEVELS =
            List.of(List.of("lstm", "math", "threads"), List.of("lstm", "math"), List.of("threads"), List.of());

    private static final List<String> SIZES = List.of("task", "length", "hidden", "batch");

    /** Base of the columns in which one value is the natural one to begin with. */
    private static final Map<String, String> NATURAL_BASE = Map.of("lstm", "stock", "backend", "cpu");

    /** Two runs. Where one has several implementations of a workload, the same ones are compared. */
    public static Comparison ofRuns(StoredRun base, StoredRun contender) {
        return join(
                base.name(),
                CellSummary.of(base.trials()),
                contender.name(),
                CellSummary.of(contender.trials()),
                SIDE,
                SIDE_LEVELS,
                EnvironmentDifferences.between(base, contender));
    }

    /**
     * Two sides of one run.
     *
     * @param by a column of a cell, with which two values may be named: {@code lstm} or {@code lstm=stock,onednn}. Without
     *     them the run must have two; the base is DL4J's own layer or the CPU, else the value that appears first
     * @throws ConfigurationException if there is no such column, or no such values
     */
    public static Comparison bySides(StoredRun run, String by) {
        String column = by.contains("=") ? by.substring(0, by.indexOf('=')) : by;
        if (!CellSummary.CELL_COLUMNS.contains(column)) {
            throw new ConfigurationException("--by: " + Names.unknown("column", column, CellSummary.CELL_COLUMNS));
        }
        List<CellSummary> cells = CellSummary.of(run.trials());
        List<String> values = values(cells, column);
        List<String> sides =
                by.contains("=") ? List.of(by.substring(by.indexOf('=') + 1).split(",")) : values;
        if (sides.size() != 2 || sides.get(0).equals(sides.get(1)) || !values.containsAll(sides)) {
            throw new ConfigurationException("--by " + by + ": two sides are needed, and the run has "
                    + String.join(", ", values) + "; allowed: " + column + "=BASE,NEW with two of them");
        }
        return sides(cells, column, sides.get(0), sides.get(1), EnvironmentDifferences.within(run));
    }

    /** Every other value of a column against the base: DL4J's own layer or the CPU, else the value that appears first. */
    public static List<Comparison> allSides(List<Row> trials, String column) {
        List<CellSummary> cells = CellSummary.of(trials);
        List<String> values = values(cells, column);
        return values.stream()
                .skip(1)
                .map(value -> sides(cells, column, values.get(0), value, List.of()))
                .toList();
    }

    private static Comparison sides(
            List<CellSummary> cells, String column, String base, String contender, List<String> warnings) {
        return join(
                sideName(column, base),
                side(cells, column, base),
                sideName(column, contender),
                side(cells, column, contender),
                column.equals("backend") ? SIDE : new HashSet<>(List.of(column, "threads")),
                column.equals("backend") ? SIDE_LEVELS : List.of(List.of("threads"), List.of()),
                warnings);
    }

    /** The values of a column, the base first. */
    private static List<String> values(List<CellSummary> cells, String column) {
        Comparator<String> baseFirst = Comparator.comparing(value -> !value.equals(NATURAL_BASE.get(column)));
        return cells.stream()
                .map(cell -> cell.param(column))
                .filter(value -> !value.isEmpty())
                .distinct()
                .sorted(baseFirst)
                .toList();
    }

    /** A value that is a number says nothing without its column. */
    private static String sideName(String column, String value) {
        return Character.isDigit(value.charAt(0)) ? column + " " + value : value;
    }

    private static List<CellSummary> side(List<CellSummary> cells, String column, String value) {
        return cells.stream().filter(cell -> cell.param(column).equals(value)).toList();
    }

    /**
     * Pairs cells with the same key. Where a side has several cells of a key, those that agree in the columns of the first
     * level are paired, then of what is left those that agree in the next, each only where there is no choice.
     */
    private static Comparison join(
            String baseName,
            List<CellSummary> base,
            String contenderName,
            List<CellSummary> contender,
            Set<String> sideColumns,
            List<List<String>> levels,
            List<String> warnings) {
        List<String> key = CellSummary.CELL_COLUMNS.stream()
                .filter(column -> !sideColumns.contains(column))
                .toList();
        Map<CellSummary, CellSummary> partner = new LinkedHashMap<>();
        for (List<String> level : levels) {
            List<String> columns =
                    Stream.concat(key.stream(), level.stream()).distinct().toList();
            Map<List<String>, List<CellSummary>> left = byParams(base, columns, partner.keySet());
            Map<List<String>, List<CellSummary>> right = byParams(contender, columns, Set.copyOf(partner.values()));
            left.forEach((params, cells) -> {
                List<CellSummary> others = right.getOrDefault(params, List.of());
                if (cells.size() == 1 && others.size() == 1) {
                    partner.put(cells.get(0), others.get(0));
                }
            });
        }
        return new Comparison(
                baseName,
                contenderName,
                base.stream()
                        .filter(partner::containsKey)
                        .map(cell -> new Pair(cell, partner.get(cell)))
                        .toList(),
                base.stream().filter(cell -> !partner.containsKey(cell)).toList(),
                contender.stream().filter(cell -> !partner.containsValue(cell)).toList(),
                warnings);
    }

    private static Map<List<String>, List<CellSummary>> byParams(
            List<CellSummary> cells, List<String> columns, Set<CellSummary> paired) {
        return cells.stream()
                .filter(cell -> !paired.contains(cell))
                .collect(Collectors.groupingBy(
                        cell -> columns.stream().map(cell::param).toList(), LinkedHashMap::new, Collectors.toList()));
    }

    /** Columns that tell the pairs apart; the sizes where there is nothing to tell. */
    public List<String> namingColumns() {
        List<String> varying = CellSummary.CELL_COLUMNS.stream()
                .filter(column -> pairs.stream()
                                .map(pair -> pair.param(column))
                                .distinct()
                                .count()
                        > 1)
                .toList();
        return varying.isEmpty() ? SIZES : varying;
    }

    /** The pairs in which a measure has a ratio, with it. Draws every interval: they take milliseconds each. */
    public List<Compared> in(Measure measure) {
        List<Compared> compared = new ArrayList<>();
        for (Pair pair : pairs) {
            pair.ratio(measure).ifPresent(ratio -> compared.add(new Compared(pair, ratio)));
        }
        return compared;
    }
}
