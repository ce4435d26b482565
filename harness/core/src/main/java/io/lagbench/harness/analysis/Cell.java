package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.Role;
import io.lagbench.harness.plan.Keys;
import io.lagbench.harness.results.CellKey;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.SettingColumns;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import io.lagbench.harness.stats.Proportions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the trials of one cell say together. The one place where rows of trials.csv become shares, medians and intervals:
 * summary.csv and the tables of a report show the same numbers.
 *
 * @param key what makes the cell
 * @param trials rows of trials.csv that differ only in seed and fork, however they ended; at least one. Those that know
 *     least of their cell come last
 */
public record Cell(CellKey key, List<Row> trials) {
    /** Where rows of runs that were measured under different conditions stand together: the run that they come from. */
    public static final String RUN = "run";

    /** Where trials of one run ran on several hosts: the host. Trials of different hosts are never of one cell. */
    public static final String HOST = Schema.ENVIRONMENT;

    /** Columns that say how long is trained and how often it is looked at. */
    public static final List<String> SCHEDULE =
            Keys.SCHEDULE.stream().map(SettingColumns::of).toList();

    /** Those of them that files of older versions lack. */
    private static final List<String> BUDGET =
            SCHEDULE.stream().filter(column -> !SettingColumns.isSet(column)).toList();

    private static final Comparator<Set<String>> FEWEST_FIRST =
            Comparator.<Set<String>>comparingInt(Set::size).thenComparing(Set::toString);

    private static final String REMEMBERS = "remembers";

    /** The cell of some rows, at least one. */
    public Cell(List<Row> trials) {
        this(key(trials.get(0), false), trials);
    }

    private static CellKey key(Row trial, boolean withHost) {
        TreeMap<String, String> values =
                new TreeMap<>(CellKey.of(trial.fields()).values());
        values.put(RUN, runOf(trial));
        values.put(HOST, withHost ? trial.fields().getOrDefault(HOST, "") : "");
        return new CellKey(values);
    }

    private static String runOf(Row trial) {
        return trial.fields().getOrDefault(RUN, "");
    }

    /** Runs whose trials ran on several hosts. */
    private static Set<String> runsOfSeveralHosts(List<Row> trials) {
        Map<String, Set<String>> hosts = trials.stream()
                .filter(trial -> !skipped(trial))
                .filter(trial -> !trial.fields().getOrDefault(HOST, "").isEmpty())
                .collect(Collectors.groupingBy(
                        Cell::runOf, Collectors.mapping(trial -> trial.fields().get(HOST), Collectors.toSet())));
        hosts.values().removeIf(several -> several.size() < 2);
        return hosts.keySet();
    }

    /**
     * Cells in order of appearance, without trials that were skipped. A trial whose engine never started does not know its
     * device, nor its threads if they were not asked for, and one of an older file not its budget: it belongs to the cell that
     * agrees in all that it knows, if there is just one that knows more.
     */
    public static List<Cell> of(List<Row> trials) {
        Set<String> severalHosts = runsOfSeveralHosts(trials);
        return of(trials, trial -> severalHosts.contains(runOf(trial)));
    }

    /** The same of two runs, by host on either side where trials of one of them ran on several. */
    static List<List<Cell>> ofBoth(List<Row> base, List<Row> contender) {
        boolean byHost = !runsOfSeveralHosts(base).isEmpty()
                || !runsOfSeveralHosts(contender).isEmpty();
        return List.of(of(base, trial -> byHost), of(contender, trial -> byHost));
    }

    private static List<Cell> of(List<Row> trials, Predicate<Row> byHost) {
        Map<CellKey, List<Row>> cells = new LinkedHashMap<>();
        for (Row trial : trials) {
            if (skipped(trial)) {
                continue; // nothing is known of it
            }
            cells.computeIfAbsent(key(trial, byHost.test(trial)), key -> new ArrayList<>())
                    .add(trial);
        }
        TreeMap<Set<String>, List<CellKey>> byUnknown = new TreeMap<>(FEWEST_FIRST);
        cells.forEach((key, rows) -> byUnknown
                .computeIfAbsent(unknown(rows.get(0)), unknown -> new ArrayList<>())
                .add(key));
        byUnknown.forEach((unknown, incomplete) -> byUnknown.headMap(unknown).forEach((less, candidates) -> {
            if (unknown.containsAll(less)) {
                merge(incomplete, candidates, unknown, cells);
            }
        }));
        return cells.entrySet().stream()
                .map(cell -> new Cell(cell.getKey(), cell.getValue()))
                .toList();
    }

    /** Puts cells to the one candidate that agrees in all but what is unknown. */
    private static void merge(
            List<CellKey> incomplete, List<CellKey> candidates, Set<String> unknown, Map<CellKey, List<Row>> cells) {
        Map<CellKey, List<CellKey>> alike = candidates.stream()
                .filter(cells::containsKey)
                .collect(Collectors.groupingBy(key -> without(key, unknown)));
        for (CellKey key : incomplete) {
            List<CellKey> found = alike.getOrDefault(without(key, unknown), List.of());
            List<Row> merged = found.size() == 1 ? cells.remove(key) : null;
            if (merged != null) {
                cells.get(found.get(0)).addAll(merged);
            }
        }
    }

    private static CellKey without(CellKey key, Set<String> columns) {
        TreeMap<String, String> values = new TreeMap<>(key.values());
        values.keySet().removeAll(columns);
        return new CellKey(values);
    }

    private static Set<String> unknown(Row trial) {
        Set<String> unknown = new TreeSet<>();
        if (trial.text("engine_native").isEmpty()) {
            unknown.add("device");
        }
        if (trial.text("threads").isEmpty()) {
            unknown.add("threads");
        }
        if (trial.fields().getOrDefault("until", "").isEmpty()) {
            unknown.addAll(BUDGET);
        }
        return unknown;
    }

    /** The columns in which some cells can differ: what makes cells in every run, and settings that some of them have. */
    public static List<String> columns(Collection<Cell> cells) {
        Set<String> settings = new TreeSet<>();
        cells.forEach(cell -> cell.key().values().keySet().stream()
                .filter(SettingColumns::isSet)
                .forEach(settings::add));
        return Stream.of(Stream.of(RUN, HOST), SettingColumns.OF_EVERY_CELL.stream(), settings.stream())
                .flatMap(Function.identity())
                .toList();
    }

    /** What all trials of the cell have in one of the {@link #columns}; empty where they have nothing. */
    public String param(String column) {
        return key.values().getOrDefault(column, "");
    }

    /** The id of the cell, as the column {@code cell_id} of its trials has it. */
    public String id() {
        return CellKey.of(trials.get(0).fields()).id();
    }

    /** How many trials are solved. */
    public int solved() {
        return (int) trials.stream().filter(Cell::solved).count();
    }

    /** Whether a trial met its criterion and ended ok. */
    public static boolean solved(Row trial) {
        return isTrue(trial.text("solved")) && ok(trial);
    }

    /** Whether a trial is held against the criterion of its task; if not, it is only timed. */
    public static boolean judged(Row trial) {
        return !trial.text("solved").isEmpty();
    }

    /** How many trials are held against the criterion of their task. */
    public int judged() {
        return (int) trials.stream().filter(Cell::judged).count();
    }

    private static boolean ok(Row trial) {
        return trial.text("status").equals("ok");
    }

    /** Whether nothing was done for a trial: one of half the length was not solved. */
    public static boolean skipped(Row trial) {
        return trial.text("status").equals("skipped");
    }

    /** Some tools write 1. */
    private static boolean isTrue(String field) {
        return field.equals("true") || field.equals("1");
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
                .filter(trial -> solved(trial) && isTrue(remembers(trial)))
                .count();
    }

    private static String remembers(Row trial) {
        return trial.fields().getOrDefault(REMEMBERS, "");
    }

    /** How long is trained: {@code 650 epochs}, {@code 1000 updates until solved}; empty where the file does not tell. */
    public String training() {
        return BUDGET.stream()
                .filter(column -> !param(column).isEmpty())
                .map(column -> column.equals("until")
                        ? param(column).equals("updates") ? "" : "until solved"
                        : param(column) + " " + column.substring(column.indexOf('_') + 1))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** The trials that ended ok. */
    public List<Row> ok() {
        return trials.stream().filter(Cell::ok).toList();
    }

    /** The updates that every trial that ended ok made, where it was not the solution that ended it. */
    public OptionalLong fixedUpdates() {
        double[] updates = Arrays.stream(values("updates")).distinct().toArray();
        double[] toSolve =
                Arrays.stream(values(Metrics.UPDATES_TO_SOLVE)).distinct().toArray();
        return updates.length != 1 || Arrays.equals(updates, toSolve)
                ? OptionalLong.empty()
                : OptionalLong.of((long) updates[0]);
    }

    /** The 95 % Wilson score interval of the share of the judged trials that is solved; empty where none is judged. */
    public Optional<Interval> solvedInterval() {
        return judged() == 0 ? Optional.empty() : Optional.of(Proportions.interval(solved(), judged()));
    }

    /** How many of the judged trials are solved, in words; empty where none is judged. */
    public String solvedOf() {
        return judged() == 0 ? "" : solved() + " of " + judged();
    }

    /**
     * The available values of a metric over the trials that ended ok, of what it took to solve only those of trials that are
     * solved. None where the file is older than the metric.
     */
    public double[] values(Metric metric) {
        return values(metric.name(), metric.role() == Role.EFFORT ? Cell::solved : Cell::ok);
    }

    /** The available values of a column that is no metric, over the trials that ended ok. */
    public double[] values(String column) {
        return values(column, Cell::ok);
    }

    private double[] values(String column, Predicate<Row> counted) {
        return trials.stream()
                .filter(counted)
                .map(trial -> trial.available(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /** The median of the available values; empty if there are none. */
    public OptionalDouble median(Metric metric) {
        return Medians.median(values(metric));
    }

    /** The median of a column that is no metric. */
    public OptionalDouble median(String column) {
        return Medians.median(values(column));
    }

    /** The 95 % bootstrap interval of {@link #median}; empty with fewer than {@link Medians#FEWEST_FOR_INTERVAL} values. */
    public Optional<Interval> medianInterval(Metric metric) {
        return Medians.interval(values(metric));
    }
}
