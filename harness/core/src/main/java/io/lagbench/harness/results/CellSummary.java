package io.lagbench.harness.results;

import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import io.lagbench.harness.stats.Proportions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the trials of one cell say together. The one place where rows of trials.csv become shares, medians and intervals:
 * summary.csv and the tables of a report show the same numbers.
 *
 * @param trials rows of trials.csv that differ only in seed and fork, however they ended; at least one
 */
public record CellSummary(List<Row> trials) {
    /** What makes a cell: trials that agree in all of these differ only in seed and fork. */
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
            "shuffle");

    private static final String REMEMBERS = "remembers";
    private static final String TO_SOLVE = "_to_solve";

    /** Cells in order of appearance. Trials whose engine never started lack some fields and are cells apart. */
    public static List<CellSummary> of(List<Row> trials) {
        Map<List<String>, List<Row>> cells = new LinkedHashMap<>();
        for (Row trial : trials) {
            cells.computeIfAbsent(CELL_COLUMNS.stream().map(trial::text).toList(), key -> new ArrayList<>())
                    .add(trial);
        }
        return cells.values().stream().map(CellSummary::new).toList();
    }

    /** What all trials of the cell have in a column of {@link #CELL_COLUMNS}. */
    public String param(String column) {
        return trials.get(0).text(column);
    }

    /** How many trials are solved. */
    public int solved() {
        return (int) trials.stream().filter(CellSummary::solved).count();
    }

    /** Whether a trial met its criterion and ended ok. */
    public static boolean solved(Row trial) {
        return trial.text("solved").equals("true") && trial.text("status").equals("ok");
    }

    /** Whether every solved trial says if it remembers, and at least one is solved. */
    public boolean hasProofs() {
        return solved() > 0
                && trials.stream()
                        .filter(CellSummary::solved)
                        .noneMatch(trial ->
                                trial.fields().getOrDefault(REMEMBERS, "").isEmpty());
    }

    /** How many of the solved trials remember, as their proofs of memory say. */
    public int remembering() {
        return (int) trials.stream()
                .filter(CellSummary::solved)
                .filter(trial -> trial.fields().getOrDefault(REMEMBERS, "").equals("true"))
                .count();
    }

    /** The 95 % Wilson score interval of the share that is solved. */
    public Interval solvedInterval() {
        return Proportions.interval(solved(), trials.size());
    }

    /**
     * The available values of a column, of what it took to solve only those of trials that are solved. None where the file
     * is older than the column.
     */
    public double[] values(String column) {
        return trials.stream()
                .filter(trial -> !column.endsWith(TO_SOLVE) || solved(trial))
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
