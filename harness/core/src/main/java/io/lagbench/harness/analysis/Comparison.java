package io.lagbench.harness.analysis;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.CommaList;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two sides joined by their comparison key: what a cell is, without what runs it.
 *
 * @param base name of the base side
 * @param contender name of the other
 * @param by column whose values are the sides; empty if the sides are runs
 * @param pairs workloads that both sides have; more than one of a workload where a side has several implementations
 * @param chosen columns of what runs a workload, if of each workload there is only the pair of the best of either side; else
 *     none
 * @param onlyBase cells of the base that have no partner
 * @param onlyContender cells of the contender that have none
 * @param warnings what may make the sides incomparable, a line each
 */
public record Comparison(
        String base,
        String contender,
        String by,
        List<Pair> pairs,
        List<String> chosen,
        List<Cell> onlyBase,
        List<Cell> onlyContender,
        List<String> warnings) {

    /** What runs a workload, not what it is; the settings that only some engines have belong to it. */
    private static final List<String> SIDE = List.of(Cell.HOST, "backend", "device", "lstm", "math", "threads");

    private static final List<String> SIZES = List.of("task", "length", "hidden", "batch");

    /** How an empty field is written where a side is named. */
    private static final String NONE = "none";

    /**
     * The metric of a name, if sides can be compared in it.
     *
     * @throws ConfigurationException if not; the message names those in which they can
     */
    public static Metric metric(String name) {
        List<Metric> comparable =
                Metrics.all().stream().filter(Metric::isComparable).toList();
        return comparable.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(Names.unknown(
                        "measure", name, comparable.stream().map(Metric::name).toList())));
    }

    /** Two runs. Where both have an implementation of a workload, it is compared with itself. */
    public static Comparison ofRuns(StoredRun base, StoredRun contender) {
        List<List<Cell>> cells = Cell.ofBoth(base.trials(), contender.trials());
        return join(
                base.name(),
                cells.get(0),
                contender.name(),
                cells.get(1),
                "",
                Pairing.withEngineSettings(SIDE),
                EnvironmentDifferences.ofBoth(base, contender));
    }

    /**
     * Two sides of one run.
     *
     * @param by a column of a cell, with which two values may be named: {@code lstm} or {@code lstm=stock,onednn}; an empty
     *     field is {@code none}. Without values the run must have two; the base is DL4J's own layer or the processor, else
     *     the value that appears first
     * @throws ConfigurationException if there is no such column, or no such values
     */
    public static Comparison bySides(StoredRun run, String by) {
        String column = by.contains("=") ? by.substring(0, by.indexOf('=')) : by;
        List<Cell> cells = Cell.of(run.trials());
        List<String> columns = Cell.columns(cells).stream()
                .filter(known -> !known.equals(Cell.RUN))
                .toList();
        if (!columns.contains(column)) {
            throw new ConfigurationException("--by: " + Names.unknown("column", column, columns));
        }
        List<String> values = values(cells, column);
        List<String> sides = by.contains("=") ? CommaList.split(by.substring(by.indexOf('=') + 1)) : values;
        if (sides.size() != 2 || sides.get(0).equals(sides.get(1)) || !values.containsAll(sides)) {
            throw new ConfigurationException("--by " + by + ": two sides are needed, and the run has "
                    + String.join(", ", values) + "; allowed: "
                    + (values.size() < 2 ? "a column with two values" : column + "=BASE,NEW with two of them"));
        }
        return sides(cells, column, sides.get(0), sides.get(1), EnvironmentDifferences.within(run));
    }

    /** Every other value of a column against the base: DL4J's own layer or the processor, else the value that appears first. */
    public static List<Comparison> allSides(List<Row> trials, String column) {
        List<Cell> cells = Cell.of(trials);
        List<String> values = values(cells, column);
        return values.stream()
                .skip(1)
                .map(value -> sides(cells, column, values.get(0), value, List.of()))
                .toList();
    }

    private static Comparison sides(
            List<Cell> cells, String column, String base, String contender, List<String> warnings) {
        return join(
                sideName(column, base),
                side(cells, column, base),
                sideName(column, contender),
                side(cells, column, contender),
                column,
                ownColumns(column),
                warnings);
    }

    /** Columns in which two sides of a column may differ: one engine runs where the other cannot. */
    private static List<String> ownColumns(String column) {
        return switch (column) {
            case "lstm" -> Pairing.withEngineSettings(SIDE);
            case "backend", "device", Cell.RUN ->
                Stream.concat(Pairing.withEngineSettings(SIDE).stream(), Stream.of(Cell.RUN))
                        .toList();
            default -> List.of(column, "threads");
        };
    }

    /** The values of a column, the base first. A cell of which nothing ran has no value that it does not know. */
    private static List<String> values(List<Cell> cells, String column) {
        Set<String> bases = naturalBases(cells, column);
        Comparator<String> baseFirst = Comparator.comparing(value -> !bases.contains(value));
        return cells.stream()
                .filter(cell -> !cell.param(column).isEmpty() || !cell.ok().isEmpty())
                .map(cell -> value(cell, column))
                .distinct()
                .sorted(baseFirst)
                .toList();
    }

    /** What others are held against in a column: the engines that say so, and the host's processor. */
    private static Set<String> naturalBases(List<Cell> cells, String column) {
        return switch (column) {
            case "lstm" ->
                Engines.all().stream()
                        .filter(EngineProvider::baseline)
                        .map(EngineProvider::name)
                        .collect(Collectors.toSet());
            case "backend" -> Set.of(Backend.CPU.label());
            case "device" ->
                cells.stream()
                        .filter(cell -> !cell.param(column).isEmpty() && runsOnTheProcessor(cell))
                        .map(cell -> value(cell, column))
                        .collect(Collectors.toSet());
            default -> Set.of();
        };
    }

    /** On backend {@code cuda} all arrays are on the device; on the other two an engine that the CPU has is the CPU's. */
    private static boolean runsOnTheProcessor(Cell cell) {
        return !cell.param("backend").equals(Backend.CUDA.label())
                && Engines.all().stream()
                        .filter(engine -> engine.name().equals(cell.param("lstm")))
                        .anyMatch(engine -> engine.backends().contains(Backend.CPU));
    }

    /**
     * The devices against the processor, where there are both.
     *
     * @return nothing where all trials ran on one kind of device
     */
    public static List<Comparison> devicesAgainstProcessor(List<Row> trials) {
        List<Cell> cells = Cell.of(trials);
        Set<String> processors = naturalBases(cells, "device");
        return processors.size() == 1 && values(cells, "device").size() > 1 ? allSides(trials, "device") : List.of();
    }

    private static String value(Cell cell, String column) {
        return cell.param(column).isEmpty() ? NONE : cell.param(column);
    }

    /** A value that is a number, or none, says nothing without its column. */
    private static String sideName(String column, String value) {
        return Character.isDigit(value.charAt(0)) || value.equals(NONE) ? column + " " + value : value;
    }

    private static List<Cell> side(List<Cell> cells, String column, String value) {
        return cells.stream().filter(cell -> value(cell, column).equals(value)).toList();
    }

    /**
     * Pairs cells that agree in all but the columns of a side.
     *
     * @param own columns of a side
     */
    private static Comparison join(
            String baseName,
            List<Cell> base,
            String contenderName,
            List<Cell> contender,
            String by,
            List<String> own,
            List<String> warnings) {
        List<Pair> pairs = new Pairing(own, by.isEmpty() || by.equals(Cell.RUN)).pairs(base, contender);
        return new Comparison(
                baseName,
                contenderName,
                by,
                pairs,
                List.of(),
                without(base, pairs.stream().map(Pair::base).toList()),
                without(contender, pairs.stream().map(Pair::contender).toList()),
                warnings);
    }

    /**
     * The question of which machine is faster, where the sides have implementations of their own: of each workload the best of one side
     * against the best of the other. Where each is compared with itself, and where the sides are implementations, all pairs as they
     * are.
     */
    public Comparison bestOfEachSide(Metric metric) {
        if (!sidesAreMachines() || pairs.stream().noneMatch(pair -> pair.differsIn("lstm"))) {
            return this;
        }
        List<String> own = Pairing.withEngineSettings(SIDE);
        List<Pair> best = new Pairing(own, by.isEmpty() || by.equals(Cell.RUN))
                .bestPairs(
                        cells(pairs.stream().map(Pair::base)),
                        cells(pairs.stream().map(Pair::contender)),
                        metric);
        return new Comparison(base, contender, by, best, own, onlyBase, onlyContender, warnings);
    }

    /** Two runs on one backend are of one implementation before and after a change, say. */
    private boolean sidesAreMachines() {
        return by.equals("device") || !by.equals("lstm") && pairs.stream().anyMatch(pair -> pair.differsIn("backend"));
    }

    private static List<Cell> cells(Stream<Cell> ofPairs) {
        Set<Cell> cells = Collections.newSetFromMap(new IdentityHashMap<>());
        return ofPairs.filter(cells::add).toList();
    }

    private static List<Cell> without(List<Cell> cells, List<Cell> paired) {
        Set<Cell> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(paired);
        return cells.stream().filter(cell -> !seen.contains(cell)).toList();
    }

    /** The columns in which cells of either side can differ. */
    public List<String> columns() {
        return Cell.columns(cells());
    }

    /** All cells of both sides. */
    public List<Cell> cells() {
        return Stream.of(
                        pairs.stream().map(Pair::base),
                        pairs.stream().map(Pair::contender),
                        onlyBase.stream(),
                        onlyContender.stream())
                .flatMap(Function.identity())
                .toList();
    }

    /** Columns in which pairs differ; the sizes where they differ in none. */
    public List<String> namingColumns() {
        List<String> differing = CellNames.columns(pairs, columns(), Pair::param);
        return differing.isEmpty() ? SIZES : differing;
    }

    /** Few columns that distinguish the pairs, for a sentence; not those that {@link #side} tells. */
    public List<String> fewNamingColumns() {
        List<String> few = withoutChosen(
                CellNames.fewColumns(pairs.stream().map(Pair::base).toList(), namingColumns(), Cell::param));
        return few.isEmpty() ? withoutChosen(namingColumns()) : few;
    }

    private List<String> withoutChosen(List<String> columns) {
        return columns.stream().filter(column -> !chosen.contains(column)).toList();
    }

    /** The columns of workloads in which pairs can differ: not those that follow from the choice of the best. */
    public List<String> workloadColumns() {
        return withoutChosen(columns());
    }

    /** A side where a sentence is about one pair: with the implementation, if it was chosen. */
    public String side(Pair pair, boolean ofBase) {
        Cell cell = ofBase ? pair.base() : pair.contender();
        String name = ofBase ? base : contender;
        if (chosen.isEmpty()) {
            return name;
        }
        String math = cell.param("math");
        boolean usual = math.isEmpty() || math.equals(Arithmetic.FP32.label());
        return name + " (" + cell.param("lstm") + (usual ? "" : " " + math) + ")";
    }

    /** Columns, but that of the sides, in which both sides of every pair differ, and in the same way. */
    public List<String> differingInEveryPair() {
        return columns().stream()
                .filter(column -> !column.equals(by) && !column.equals(Cell.RUN))
                .filter(column -> pairs.stream()
                        .allMatch(pair -> pair.differsIn(column)
                                && !pair.base().param(column).isEmpty()
                                && !pair.contender().param(column).isEmpty()))
                .filter(column -> pairs.stream()
                                .map(pair -> pair.param(column))
                                .distinct()
                                .count()
                        == 1)
                .toList();
    }

    /** The pairs in which a metric has a ratio, with it. Draws every interval: they take milliseconds each. */
    public List<PairRatio> ratios(Metric metric) {
        List<PairRatio> compared = new ArrayList<>();
        for (Pair pair : pairs) {
            pair.ratio(metric).ifPresent(ratio -> compared.add(new PairRatio(pair, ratio)));
        }
        return compared;
    }
}
