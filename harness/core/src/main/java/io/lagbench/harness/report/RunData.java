package io.lagbench.harness.report;

import io.lagbench.harness.compare.EnvironmentDifferences;
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

    /**
     * The rows of some runs. With more than one, trial ids begin with the name of their run, and where the runs were
     * measured under conditions that differ, or one repeats trials of another, trials of different runs are never of one
     * cell.
     */
    public static RunData of(List<StoredRun> runs) {
        List<Row> trials = new ArrayList<>();
        Map<String, List<Row>> learning = new LinkedHashMap<>();
        Map<String, List<Row>> latency = new LinkedHashMap<>();
        boolean apart = areApart(runs);
        for (StoredRun run : runs) {
            Map<String, String> fields = new HashMap<>();
            if (apart) {
                fields.put(CellSummary.RUN, run.name());
            }
            run.trials().forEach(row -> trials.add(named(row, qualified(runs, run, row), fields)));
            group(runs, run, run.learning(), learning);
            group(runs, run, run.latency(), latency);
        }
        return new RunData(trials, learning, latency);
    }

    /** Whether conditions differ, or some trial was run twice: it would count as two where the same thing was learned. */
    private static boolean areApart(List<StoredRun> runs) {
        List<String> ids = runs.stream()
                .flatMap(run -> run.trials().stream())
                .map(trial -> trial.text(TRIAL_ID))
                .toList();
        return ids.stream().distinct().count() < ids.size()
                || runs.stream()
                        .anyMatch(one -> runs.stream()
                                .anyMatch(other -> !EnvironmentDifferences.between(one, other)
                                        .isEmpty()));
    }

    /** The id of the trial of a row among those of some runs. */
    static String qualified(List<StoredRun> runs, StoredRun run, Row row) {
        String id = row.text(TRIAL_ID);
        return runs.size() == 1 ? id : run.name() + "/" + id;
    }

    private static void group(List<StoredRun> runs, StoredRun run, List<Row> rows, Map<String, List<Row>> byTrial) {
        for (Row row : rows) {
            byTrial.computeIfAbsent(qualified(runs, run, row), id -> new ArrayList<>())
                    .add(row);
        }
    }

    private static Row named(Row trial, String id, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(trial.fields());
        fields.put(TRIAL_ID, id);
        fields.putAll(more);
        return trial.with(fields);
    }

    /** Cells, in order of appearance. */
    List<CellSummary> summaries() {
        return CellSummary.of(trials);
    }

    /** Columns that tell cells apart in a table; the task where there is nothing to tell. */
    List<String> namingColumns() {
        List<String> varying = CellSummary.varying(summaries(), CellSummary::param);
        return varying.isEmpty() ? List.of("task") : varying;
    }
}
