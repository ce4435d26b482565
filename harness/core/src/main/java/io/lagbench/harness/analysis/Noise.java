package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How much runs of the same differ: what is noise on this machine, and how wide a gate has to be that noise does not fail.
 *
 * @param metric in which they are compared
 * @param runs how many
 * @param cells those that two of them have at least
 * @param warnings in what else the runs differ, a line each
 */
public record Noise(Metric metric, int runs, List<Noise.OfCell> cells, List<String> warnings) {

    /**
     * The noise of one cell.
     *
     * @param cell as the first run has it that has it
     * @param medians in each run that has it
     * @param gate the greatest share by which a run was certainly worse than another, at least 0: a gate of that width fails none of
     *     them; empty where a side had too few trials
     */
    public record OfCell(Cell cell, List<Double> medians, OptionalDouble gate) {
        /** Distance of the greatest median from the least, as a share of the least. */
        public double spread() {
            double least = medians.stream().mapToDouble(m -> m).min().orElseThrow();
            double most = medians.stream().mapToDouble(m -> m).max().orElseThrow();
            return least == most ? 0 : most / least - 1;
        }
    }

    /** What is gathered of a cell. */
    private static final class Gathered {
        private final Cell cell;
        private final Map<Integer, Double> medians = new TreeMap<>();
        private OptionalDouble gate = OptionalDouble.empty();

        Gathered(Cell cell) {
            this.cell = cell;
        }

        void add(int run, OptionalDouble median) {
            median.ifPresent(value -> medians.put(run, value));
        }

        void add(OptionalDouble loss) {
            if (loss.isPresent()) {
                gate = OptionalDouble.of(Math.max(gate.orElse(0), loss.getAsDouble()));
            }
        }
    }

    /**
     * Compares every run with every other, either way.
     *
     * @param runs two or more
     * @throws ConfigurationException if no two of them have a cell in common
     */
    public static Noise of(List<StoredRun> runs, Metric metric) {
        List<Cell> all =
                runs.stream().flatMap(run -> Cell.of(run.trials()).stream()).toList();
        List<String> columns = Cell.columns(all).stream()
                .filter(column -> !column.equals(Cell.RUN))
                .toList();
        Map<List<String>, Gathered> gathered = new LinkedHashMap<>();
        Set<String> warnings = new LinkedHashSet<>();
        for (int base = 0; base < runs.size(); base++) {
            for (int other = 0; other < runs.size(); other++) {
                if (base != other) {
                    Comparison comparison = Comparison.ofRuns(runs.get(base), runs.get(other));
                    warnings.addAll(warnings(comparison, base < other));
                    gather(comparison, base, other, columns, metric, gathered);
                }
            }
        }
        List<OfCell> cells = new ArrayList<>();
        for (Gathered cell : gathered.values()) {
            if (cell.medians.size() > 1) {
                cells.add(new OfCell(cell.cell, List.copyOf(cell.medians.values()), cell.gate));
            }
        }
        if (cells.isEmpty()) {
            throw new ConfigurationException("noise: the runs have no workload in common that has a " + metric.name()
                    + "; allowed: runs of the same suite");
        }
        return new Noise(metric, runs.size(), cells, List.copyOf(warnings));
    }

    /** @param first whether the other way round is still to come: what holds both ways is said once */
    private static List<String> warnings(Comparison comparison, boolean first) {
        List<String> warnings = new ArrayList<>(first ? comparison.warnings() : List.of());
        if (!comparison.onlyBase().isEmpty()) {
            warnings.add(comparison.contender() + " lacks "
                    + comparison.onlyBase().size() + " workloads of " + comparison.base() + ", which fails every gate");
        }
        return warnings;
    }

    private static void gather(
            Comparison comparison,
            int base,
            int other,
            List<String> columns,
            Metric metric,
            Map<List<String>, Gathered> gathered) {
        for (Pair pair : comparison.pairs()) {
            if (Stream.of("lstm", "backend", "threads")
                    .noneMatch(pair::differsIn)) { // one engine beside another is no noise
                List<String> key = columns.stream().map(pair.base()::param).toList();
                Gathered cell = gathered.computeIfAbsent(key, k -> new Gathered(pair.base()));
                cell.add(base, pair.base().median(metric));
                cell.add(other, pair.contender().median(metric));
                cell.add(Gate.certainLoss(pair, metric));
            }
        }
    }

    /** The gate that no cell's noise fails; empty where no cell has enough trials. */
    public OptionalDouble gate() {
        return cells.stream()
                .map(OfCell::gate)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
    }
}
