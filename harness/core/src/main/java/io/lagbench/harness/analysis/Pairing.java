package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.plan.EngineKeys;
import io.lagbench.harness.results.SettingColumns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which cells of two sides are compared: those of one workload, paired by what they agree in beside it.
 *
 * @param own columns of a side: what runs a workload, not what it is
 * @param ofRuns whether the sides are runs, not sides of one run
 */
record Pairing(List<String> own, boolean ofRuns) {

    /** The pairs, workload by workload in the order of the base. */
    List<Pair> pairs(List<Cell> base, List<Cell> contender) {
        List<Pair> pairs = new ArrayList<>();
        workloads(base, contender, (cells, others) -> pairs.addAll(pairsOfWorkload(cells, others)));
        return pairs;
    }

    /**
     * The best of either side, workload by workload in the order of the base; the first where none has a value. Of those that are
     * trained equally long, if there are such.
     */
    List<Pair> bestPairs(List<Cell> base, List<Cell> contender, Metric metric) {
        List<Pair> pairs = new ArrayList<>();
        workloads(base, contender, (cells, others) -> {
            List<String> trainings = cells.stream()
                    .map(Cell::training)
                    .distinct()
                    .filter(training ->
                            others.stream().anyMatch(other -> other.training().equals(training)))
                    .toList();
            for (String training : trainings) {
                pairs.add(new Pair(best(trained(cells, training), metric), best(trained(others, training), metric)));
            }
            if (trainings.isEmpty() && !others.isEmpty()) {
                pairs.add(new Pair(best(cells, metric), best(others, metric)));
            }
        });
        return pairs;
    }

    private static List<Cell> trained(List<Cell> cells, String training) {
        return cells.stream().filter(cell -> cell.training().equals(training)).toList();
    }

    private static Cell best(List<Cell> cells, Metric metric) {
        ToDoubleFunction<Cell> goodness =
                cell -> (metric.higherIsBetter() ? 1 : -1) * cell.median(metric).orElseThrow();
        return cells.stream()
                .filter(cell -> cell.median(metric).isPresent())
                .max(Comparator.comparingDouble(goodness))
                .orElse(cells.get(0));
    }

    /** Hands over the cells of either side, workload by workload in the order of the base; the contender may have none. */
    private void workloads(List<Cell> base, List<Cell> contender, BiConsumer<List<Cell>, List<Cell>> each) {
        List<String> workload = Cell.columns(
                        Stream.concat(base.stream(), contender.stream()).toList())
                .stream()
                .filter(column -> !own.contains(column) && !Cell.SCHEDULE.contains(column))
                .toList();
        Map<List<String>, List<Cell>> others = grouped(workload, contender);
        grouped(workload, base).forEach((params, cells) -> each.accept(cells, others.getOrDefault(params, List.of())));
    }

    /**
     * Pairs the cells of one workload. Those that agree in the columns of a side are each other's partners; then those that
     * agree in fewer of them, where there is no choice. What has no partner by then is held against all that the other side
     * has, if the sides are sides of one run or on different backends: between two runs on one backend it would be one
     * implementation against another, which nobody asked for.
     */
    private List<Pair> pairsOfWorkload(List<Cell> base, List<Cell> contender) {
        Set<Cell> single = Collections.newSetFromMap(new IdentityHashMap<>());
        single.addAll(base);
        single.addAll(contender);
        List<Pair> pairs = new ArrayList<>();
        for (List<String> columns : levels()) {
            Map<List<String>, List<Cell>> left = grouped(columns, base, single);
            Map<List<String>, List<Cell>> right = grouped(columns, contender, single);
            left.forEach((params, cells) -> {
                List<Cell> others = right.getOrDefault(params, List.of());
                if (cells.size() == 1 && others.size() == 1) {
                    pairs.add(new Pair(cells.get(0), others.get(0)));
                    single.remove(cells.get(0));
                    single.remove(others.get(0));
                }
            });
        }
        if (ofRuns && backends(base).equals(backends(contender))) {
            return pairs;
        }
        for (Cell one : base) {
            for (Cell other : contender) {
                if ((single.contains(one) || single.contains(other)) && trainedAsAny(one, other, base, contender)) {
                    pairs.add(new Pair(one, other));
                }
            }
        }
        return pairs;
    }

    private static Set<List<String>> backends(List<Cell> cells) {
        return grouped(List.of("backend"), cells).keySet();
    }

    /** Whether two cells are trained equally long, or neither finds one on the other side that is trained like it. */
    private static boolean trainedAsAny(Cell one, Cell other, List<Cell> base, List<Cell> contender) {
        return one.training().equals(other.training())
                || contender.stream().noneMatch(cell -> cell.training().equals(one.training()))
                        && base.stream().noneMatch(cell -> cell.training().equals(other.training()));
    }

    /** What partners agree in: all columns of a side, then ever fewer, those that matter least left out first. */
    private List<List<String>> levels() {
        List<List<String>> sides = List.of(
                List.of(Cell.RUN, Cell.HOST, "backend", "device", "lstm", "math", "threads"),
                List.of(Cell.HOST, "backend", "device", "lstm", "math"),
                List.of("backend", "device", "lstm", "math"),
                List.of("lstm", "math", "threads"),
                List.of("lstm", "math"),
                List.of(Cell.HOST, "backend", "device", "math", "threads"),
                List.of(Cell.HOST, "math"),
                List.of("backend", "device", "math", "threads"),
                List.of("math", "threads"),
                List.of("math"),
                List.of("threads"),
                List.of());
        return Stream.of(Cell.SCHEDULE, List.<String>of())
                .flatMap(training -> sides.stream()
                        .map(side -> Stream.concat(
                                        withEngineSettings(side).stream().filter(own::contains), training.stream())
                                .toList()))
                .distinct()
                .toList();
    }

    /** Columns that tell engines apart, with those of the settings that only some engines have. */
    static List<String> withEngineSettings(List<String> columns) {
        return columns.contains("lstm")
                ? Stream.concat(
                                columns.stream(),
                                EngineKeys.owners().keySet().stream().map(SettingColumns::of))
                        .toList()
                : columns;
    }

    private static Map<List<String>, List<Cell>> grouped(List<String> columns, List<Cell> cells) {
        return cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> columns.stream().map(cell::param).toList(), LinkedHashMap::new, Collectors.toList()));
    }

    private static Map<List<String>, List<Cell>> grouped(List<String> columns, List<Cell> cells, Set<Cell> which) {
        return grouped(columns, cells.stream().filter(which::contains).toList());
    }
}
