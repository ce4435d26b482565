package io.lagbench.harness.analysis;

import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a run, or of several together.
 *
 * @param trials rows of trials.csv
 * @param learning rows of learning.csv by trial id
 * @param latency rows of latency.csv by trial id
 */
public record RunData(List<Row> trials, Map<String, List<Row>> learning, Map<String, List<Row>> latency) {
    private static final String TRIAL_ID = "trial_id";

    /** What the trial of a row is: equal for equal trials of different runs. */
    private static final String IDENTITY = "identity";

    /** Reads the CSV files of a run directory. */
    public static RunData read(Path runDirectory) throws IOException {
        return of(List.of(StoredRun.read(runDirectory)));
    }

    /**
     * The rows of some runs. With more than one, trial ids begin with the name of their run, and where the runs were
     * measured under conditions that differ, or one repeats trials of another, trials of different runs are never of one
     * cell.
     */
    public static RunData of(List<StoredRun> runs) {
        List<Row> trials = new ArrayList<>();
        Map<String, List<Row>> learning = new LinkedHashMap<>();
        Map<String, List<Row>> latency = new LinkedHashMap<>();
        boolean separate = cannotBePooled(runs);
        for (StoredRun run : runs) {
            for (Row row : run.trials()) {
                Map<String, String> fields = new HashMap<>(row.fields());
                fields.put(TRIAL_ID, trialId(runs, run, row));
                fields.put(IDENTITY, run.identity(row));
                if (separate) {
                    fields.put(Cell.RUN, run.name());
                }
                trials.add(row.with(fields));
            }
            group(runs, run, run.learning(), learning);
            group(runs, run, run.latency(), latency);
        }
        return new RunData(trials, learning, latency);
    }

    /** Whether conditions differ, or some trial was run twice: it would count as two where the same thing was learned. */
    private static boolean cannotBePooled(List<StoredRun> runs) {
        List<String> ids = runs.stream()
                .flatMap(run -> run.trials().stream().map(run::identity))
                .toList();
        return ids.stream().distinct().count() < ids.size()
                || runs.stream()
                        .anyMatch(one -> runs.stream()
                                .anyMatch(other -> !EnvironmentDifferences.between(one, other)
                                        .isEmpty()));
    }

    /** The id of the trial of a row among those of some runs. */
    public static String trialId(List<StoredRun> runs, StoredRun run, Row row) {
        String id = row.text(TRIAL_ID);
        return runs.size() == 1 ? id : run.name() + "/" + id;
    }

    private static void group(List<StoredRun> runs, StoredRun run, List<Row> rows, Map<String, List<Row>> byTrial) {
        for (Row row : rows) {
            byTrial.computeIfAbsent(trialId(runs, run, row), id -> new ArrayList<>())
                    .add(row);
        }
    }

    /** The rows of each trial; a trial that was run twice is one. */
    public Collection<List<Row>> distinctTrials() {
        return trials.stream()
                .collect(Collectors.groupingBy(row -> row.text(IDENTITY), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** The rows of learning.csv of a trial, in order. */
    public List<Row> learning(Row trial) {
        return learning.getOrDefault(trial.text(TRIAL_ID), List.of());
    }

    /** The rows of latency.csv of a trial. */
    public List<Row> latency(Row trial) {
        return latency.getOrDefault(trial.text(TRIAL_ID), List.of());
    }

    /** Cells, in order of appearance. */
    public List<Cell> cells() {
        return Cell.of(trials);
    }

    /** Those of them that are held against the criterion of their task. */
    public List<Cell> judgedCells() {
        return cells().stream().filter(cell -> cell.judged() > 0).toList();
    }

    /** Those of them that are only timed. */
    public List<Cell> timedCells() {
        return cells().stream().filter(cell -> cell.judged() == 0).toList();
    }

    /** Columns that cells differ in, for a table; the task where they differ in none. */
    public List<String> namingColumns() {
        List<String> differing = CellNames.columns(cells());
        return differing.isEmpty() ? List.of("task") : differing;
    }
}
