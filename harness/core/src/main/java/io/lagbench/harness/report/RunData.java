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
 * @param latency rows of latency.csv by trial id
 */
public record RunData(List<Row> trials, Map<String, List<Row>> learning, Map<String, List<Row>> latency) {
    /** Reads the CSV files of a run directory. */
    public static RunData read(Path runDirectory) throws IOException {
        return new RunData(
                CsvRows.read(runDirectory, Schema.TRIALS),
                byTrial(CsvRows.read(runDirectory, Schema.LEARNING)),
                byTrial(CsvRows.read(runDirectory, Schema.LATENCY)));
    }

    private static Map<String, List<Row>> byTrial(List<Row> rows) {
        Map<String, List<Row>> byTrial = new LinkedHashMap<>();
        for (Row row : rows) {
            byTrial.computeIfAbsent(row.text("trial_id"), id -> new ArrayList<>())
                    .add(row);
        }
        return byTrial;
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
