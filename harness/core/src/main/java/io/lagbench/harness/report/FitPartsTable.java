package io.lagbench.harness.report;

import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the time of a fit goes, one line a cell: the means of its parts, which add up. */
final class FitPartsTable {
    private static final List<Stage> PARTS =
            List.of(Stage.FORWARD, Stage.BACKWARD, Stage.OUTPUT_AND_LOSS, Stage.UPDATER, Stage.FRAMEWORK);

    private FitPartsTable() {}

    /** The table; without rows if no cell has parts. */
    static DataTable of(RunData data) {
        List<String> naming = data.namingColumns();
        List<String> header = new ArrayList<>(naming);
        header.addAll(
                List.of("mean fit us", "forward", "backward", "output, loss", "updater", "framework", "encode us"));
        DataTable table = new DataTable(header);
        for (CellSummary cell : data.summaries()) {
            double fit = mean(data, cell, Stage.FIT);
            if (Double.isNaN(mean(data, cell, Stage.FORWARD))) {
                continue;
            }
            List<String> line = new ArrayList<>();
            naming.forEach(column -> line.add(cell.param(column)));
            line.add(String.format(Locale.ROOT, "%.0f", fit));
            for (Stage part : PARTS) {
                line.add(String.format(Locale.ROOT, "%.0f %%", 100 * mean(data, cell, part) / fit));
            }
            line.add(String.format(Locale.ROOT, "%.0f", mean(data, cell, Stage.ENCODE)));
            table.row(line);
        }
        return table;
    }

    /** Mean over all fits of a cell, in microseconds; no number if there are none. */
    private static double mean(RunData data, CellSummary cell, Stage stage) {
        double sum = 0;
        double count = 0;
        for (Row trial : cell.trials()) {
            for (Row row : data.latency().getOrDefault(trial.text("trial_id"), List.of())) {
                if (row.text("stage").equals(stage.label()) && row.text("phase").equals(Phase.MEASUREMENT.label())) {
                    double fits = row.number("count").orElseThrow();
                    sum += fits * row.number("mean_us").orElseThrow();
                    count += fits;
                }
            }
        }
        return sum / count;
    }
}
