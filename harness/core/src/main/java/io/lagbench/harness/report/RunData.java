package io.lagbench.harness.report;

import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a run.
 *
 * @param trials rows of trials.csv
 * @param learning rows of learning.csv by trial id
 */
public record RunData(List<Row> trials, Map<String, List<Row>> learning) {
    /** Reads the CSV files of a run directory. */
    public static RunData read(Path runDirectory) throws IOException {
        Map<String, List<Row>> learning = new LinkedHashMap<>();
        for (Row row : CsvRows.read(runDirectory, Schema.LEARNING)) {
            learning.computeIfAbsent(row.text("trial_id"), id -> new ArrayList<>())
                    .add(row);
        }
        return new RunData(CsvRows.read(runDirectory, Schema.TRIALS), learning);
    }

    /** Cells, in order of appearance. */
    List<CellSummary> summaries() {
        return CellSummary.of(trials);
    }

    /** Trials by cell, in order of appearance. Trials whose engine never started lack some fields and are cells apart. */
    List<List<Row>> cells() {
        return summaries().stream().map(CellSummary::trials).toList();
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
