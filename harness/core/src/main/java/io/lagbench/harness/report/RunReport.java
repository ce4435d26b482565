package io.lagbench.harness.report;

import io.lagbench.harness.results.CsvRows.Row;
import java.util.List;
import java.util.Map;

/** The report of a run in Markdown, also fit for a console. */
public final class RunReport {
    private RunReport() {}

    /**
     * @param suite name of the suite
     * @param data rows of the run
     * @param environment facts worth a line each
     * @param closing text for the end, may be empty
     */
    public static String markdown(String suite, RunData data, Map<String, String> environment, String closing) {
        StringBuilder text = new StringBuilder("# Lagbench: " + suite + "\n\n");
        environment.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n').append(results(data));
        if (!closing.isEmpty()) {
            text.append("\n```\n").append(closing).append("\n```\n");
        }
        return text.toString();
    }

    /** The tables: cells, failures, and the tutorial's where the original task was trained. */
    public static String results(RunData data) {
        StringBuilder text = new StringBuilder(
                "Medians over the trials of a cell; a fit is one call on one batch; [95 %] is the Wilson score"
                        + " interval of the share solved.\n\n");
        text.append(CellTable.of(data).markdown());
        DataTable parts = FitPartsTable.of(data);
        if (!parts.isEmpty()) {
            text.append("\nWhere a fit goes: shares of its mean; encoding the batch stands before it.\n\n")
                    .append(parts.markdown());
        }
        List<Row> failed = data.trials().stream()
                .filter(trial -> !trial.text("status").equals("ok"))
                .toList();
        if (!failed.isEmpty()) {
            DataTable table = new DataTable(List.of("trial", "task", "seed", "status", "error"));
            failed.forEach(trial -> table.row(List.of(
                    trial.text("trial_id"),
                    trial.text("task"),
                    trial.text("seed"),
                    trial.text("status"),
                    trial.text("error"))));
            text.append('\n').append(table.markdown());
        }
        TutorialReport tutorial = new TutorialReport(data);
        if (tutorial.applies()) {
            text.append('\n').append(tutorial.fallingLoss()).append('\n').append(tutorial.seeds());
        }
        return text.toString();
    }
}
