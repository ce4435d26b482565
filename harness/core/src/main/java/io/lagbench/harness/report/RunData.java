package io.lagbench.harness.report;

import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a run, or of several together.
 *
 * @param trials rows of trials.csv
 * @param learning rows of learning.csv by trial id
 * @param latency rows of latency.csv by trial id
 */
public record RunData(List<Row> trials, Map<String, List<Row>> learning, Map<String, List<Row>> latency) {
    private static final String TRIAL_ID = "trial_id";

    /** Reads the CSV files of a run directory. */
    public static RunData read(Path runDirectory) throws IOException {
        return of(List.of(StoredRun.read(runDirectory)));
    }

    /** The rows of some runs; with more than one, trial ids begin with the name of their run. */
    public static RunData of(List<StoredRun> runs) {
        List<Row> trials = new ArrayList<>();
        Map<String, List<Row>> learning = new LinkedHashMap<>();
        Map<String, List<Row>> latency = new LinkedHashMap<>();
        for (StoredRun run : runs) {
            String prefix = qualified(runs, run, "");
            run.trials().forEach(row -> trials.add(prefixed(row, prefix)));
            group(run.learning(), prefix, learning);
            group(run.latency(), prefix, latency);
        }
        return new RunData(trials, learning, latency);
    }

    /** The id of a trial among those of some runs. */
    static String qualified(List<StoredRun> runs, StoredRun run, String trialId) {
        return runs.size() == 1 ? trialId : run.name() + "/" + trialId;
    }

    private static void group(List<Row> rows, String prefix, Map<String, List<Row>> byTrial) {
        for (Row row : rows) {
            Row named = prefixed(row, prefix);
            byTrial.computeIfAbsent(named.text(TRIAL_ID), id -> new ArrayList<>())
                    .add(named);
        }
    }

    private static Row prefixed(Row row, String prefix) {
        if (prefix.isEmpty()) {
            return row;
        }
        Map<String, String> fields = new HashMap<>(row.fields());
        fields.put(TRIAL_ID, prefix + row.text(TRIAL_ID));
        return row.with(fields);
    }

    /** Cells, in order of appearance. */
    List<CellSummary> summaries() {
        return CellSummary.of(trials);
    }

    /** Trials by cell, in order of appearance. Trials whose engine never started lack some fields and are cells apart. */
    List<List<Row>> cells() {
        return summaries().stream().map(CellSummary::trials).toList();
    }

    /** Columns that tell cells apart in a table; the task where there is nothing to tell. */
    List<String> namingColumns() {
        List<String> varying = varying(cells());
        return varying.isEmpty() ? List.of("task") : varying;
    }

    /** Columns of {@link CellSummary#CELL_COLUMNS} in which cells differ. */
    static List<String> varying(List<List<Row>> cells) {
        return CellSummary.CELL_COLUMNS.stream()
                .filter(column -> cells.stream()
                                .map(cell -> cell.get(0).text(column))
                                .distinct()
                                .count()
                        > 1)
                .toList();
    }
}
