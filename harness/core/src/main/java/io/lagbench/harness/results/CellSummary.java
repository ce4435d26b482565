package io.lagbench.harness.results;

import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import io.lagbench.harness.stats.Proportions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the trials of one cell say together. The one place where rows of trials.csv become shares, medians and intervals:
 * summary.csv and the tables of a report show the same numbers.
 *
 * @param trials rows of trials.csv that differ only in seed and fork, however they ended; at least one. Those that know
 *     least of their cell come last
 */
public record CellSummary(List<Row> trials) {
    /** Where rows of runs that were measured under different conditions stand together: the run that they come from. */
    public static final String RUN = "run";

    /** What makes a cell: trials of a run that agree in all of these differ only in seed and fork. */
    public static final List<String> CELL_COLUMNS = List.of(
            "task",
            "length",
            "alphabet",
            "classes",
            "interior",
            "model",
            "hidden",
            "layers",
            "batch",
            "lstm",
            "math",
            "gate",
            "backend",
            "device",
            "threads",
            "optimizer",
            "learning_rate",
            "clip",
            "init",
            "regime",
            "shuffle",
            "budget_updates",
            "budget_epochs",
            "budget_minutes",
            "until");

    /** Those of them that say how long is trained; files of older versions lack them. */
    public static final List<String> TRAINING = List.of("budget_updates", "budget_epochs", "budget_minutes", "until");

    /** The same where rows of several runs may stand together. */
    public static final List<String> COLUMNS =
            Stream.concat(Stream.of(RUN), CELL_COLUMNS.stream()).toList();

    private static final Comparator<Set<String>> FEWEST_FIRST =
            Comparator.<Set<String>>comparingInt(Set::size).thenComparing(Set::toString);

    private static final String REMEMBERS = "remembers";
    private static final String TO_SOLVE = "_to_solve";

    /**
     * Cells in order of appearance. A trial whose engine never started does not know its device, nor its threads if they
     * were not asked for, and one of an older file not its budget: it belongs to the cell that agrees in all that it knows,
     * if there is just one that knows more.
     */
    public static List<CellSummary> of(List<Row> trials) {
        Map<List<String>, List<Row>> cells = new LinkedHashMap<>();
        for (Row trial : trials) {
            cells.computeIfAbsent(params(trial, COLUMNS), key -> new ArrayList<>())
                    .add(trial);
        }
        TreeMap<Set<String>, List<List<Row>>> byUnknown = new TreeMap<>(FEWEST_FIRST);
        cells.values()
                .forEach(cell -> byUnknown
                        .computeIfAbsent(unknown(cell.get(0)), unknown -> new ArrayList<>())
                        .add(cell));
        byUnknown.forEach((unknown, incomplete) -> byUnknown.headMap(unknown).forEach((less, candidates) -> {
            if (unknown.containsAll(less)) {
                merge(incomplete, candidates, unknown, cells);
            }
        }));
        return cells.values().stream().map(CellSummary::new).toList();
    }

    /** Puts cells to the one candidate that agrees in all but what is unknown. */
    private static void merge(
            List<List<Row>> incomplete,
            List<List<Row>> candidates,
            Set<String> unknown,
            Map<List<String>, List<Row>> cells) {
        List<String> known =
                COLUMNS.stream().filter(column -> !unknown.contains(column)).toList();
        Map<List<String>, List<List<Row>>> alike = candidates.stream()
                .filter(cell -> cells.containsKey(params(cell.get(0), COLUMNS)))
                .collect(Collectors.groupingBy(cell -> params(cell.get(0), known)));
        for (List<Row> cell : incomplete) {
            List<List<Row>> found = alike.getOrDefault(params(cell.get(0), known), List.of());
            List<Row> merged = found.size() == 1 ? cells.remove(params(cell.get(0), COLUMNS)) : null;
            if (merged != null) {
                found.get(0).addAll(merged);
            }
        }
    }

    private static Set<String> unknown(Row trial) {
        Set<String> unknown = new TreeSet<>();
        if (trial.text("engine_native").isEmpty()) {
            unknown.add("device");
        }
        if (trial.text("threads").isEmpty()) {
            unknown.add("threads");
        }
        if (param(trial, "until").isEmpty()) {
            unknown.addAll(TRAINING);
        }
        return unknown;
    }

    private static List<String> params(Row trial, List<String> columns) {
        return columns.stream().map(column -> param(trial, column)).toList();
    }

    private static String param(Row trial, String column) {
        return column.equals(RUN) || TRAINING.contains(column)
                ? trial.fields().getOrDefault(column, "")
                : trial.text(column);
    }

    /**
     * Columns that tell items apart; those of {@link #TRAINING} only where no others do.
     *
     * @param param value of an item in one of {@link #COLUMNS}
     */
    public static <T> List<String> varying(List<T> items, BiFunction<T, String, String> param) {
        List<String> varying = COLUMNS.stream()
                .filter(column -> different(items, List.of(column), param) > 1)
                .toList();
        for (String column : TRAINING) {
            List<String> without =
                    varying.stream().filter(other -> !other.equals(column)).toList();
            if (different(items, without, param) == different(items, varying, param)) {
                varying = without;
            }
        }
        return varying;
    }

    private static <T> long different(List<T> items, List<String> columns, BiFunction<T, String, String> param) {
        return items.stream()
                .map(item -> columns.stream()
                        .map(column -> param.apply(item, column))
                        .toList())
                .distinct()
                .count();
    }

    /** What all trials of the cell have in one of {@link #COLUMNS}. */
    public String param(String column) {
        return param(trials.get(0), column);
    }

    /** How many trials are solved. */
    public int solved() {
        return (int) trials.stream().filter(CellSummary::solved).count();
    }

    /** Whether a trial met its criterion and ended ok. */
    public static boolean solved(Row trial) {
        return trial.text("solved").equals("true") && ok(trial);
    }

    private static boolean ok(Row trial) {
        return trial.text("status").equals("ok");
    }

    /** How many of the solved trials have a proof of memory, or of its lack. */
    public int proofs() {
        return (int) trials.stream()
                .filter(trial -> solved(trial) && !remembers(trial).isEmpty())
                .count();
    }

    /** How many of the solved trials remember, as their proofs of memory say. */
    public int remembering() {
        return (int) trials.stream()
                .filter(trial -> solved(trial) && remembers(trial).equals("true"))
                .count();
    }

    private static String remembers(Row trial) {
        return trial.fields().getOrDefault(REMEMBERS, "");
    }

    /** How long is trained: {@code 650 epochs}, {@code 1000 updates until solved}; empty where the file does not tell. */
    public String training() {
        return TRAINING.stream()
                .filter(column -> !param(column).isEmpty())
                .map(column -> column.equals("until")
                        ? param(column).equals("solved") ? "until solved" : ""
                        : param(column) + " " + column.substring(column.indexOf('_') + 1))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** The trials that ended ok. */
    public List<Row> ok() {
        return trials.stream().filter(CellSummary::ok).toList();
    }

    /** The updates that every trial that ended ok made, where it was not the solution that ended it. */
    public OptionalLong fixedUpdates() {
        double[] updates = Arrays.stream(values("updates")).distinct().toArray();
        return updates.length != 1
                        || Arrays.equals(
                                updates,
                                Arrays.stream(values("updates" + TO_SOLVE))
                                        .distinct()
                                        .toArray())
                ? OptionalLong.empty()
                : OptionalLong.of((long) updates[0]);
    }

    /** The 95 % Wilson score interval of the share that is solved. */
    public Interval solvedInterval() {
        return Proportions.interval(solved(), trials.size());
    }

    /**
     * The available values of a column over the trials that ended ok, of what it took to solve only those of trials that are
     * solved. None where the file is older than the column.
     */
    public double[] values(String column) {
        return trials.stream()
                .filter(trial -> column.endsWith(TO_SOLVE) ? solved(trial) : ok(trial))
                .map(trial -> trial.available(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /** The median of the available values; empty if there are none. */
    public OptionalDouble median(String column) {
        return Medians.median(values(column));
    }

    /** The 95 % bootstrap interval of {@link #median}; empty with fewer than {@link Medians#FEWEST_FOR_INTERVAL} values. */
    public Optional<Interval> medianInterval(String column) {
        return Medians.interval(values(column));
    }
}
