package io.lagbench.harness.report;

import io.lagbench.harness.analysis.LongestLags;
import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.DataTable;
import java.util.List;

/** The results of a run as a console shows them. */
public final class RunReport {
    private RunReport() {}

    /**
     * The tables: cells, what others have published, parts of a fit, failures, and the tutorial's where the original task was trained.
     */
    public static String results(RunData data, List<PublishedResults> published) {
        StringBuilder text = new StringBuilder(
                "Medians over the trials of a cell; a fit is one call on one batch; [95 %] is the Wilson score"
                        + " interval of the share solved.\n\n");
        text.append(CellTable.of(data).text());
        for (LongestLags search : LongestLags.of(data.cells())) {
            text.append('\n').append(search.text()).append('\n');
        }
        PublishedSection.blocks(published).forEach(block -> text.append('\n').append(block.text()));
        DataTable parts = FitPartsTable.of(data);
        if (!parts.isEmpty()) {
            text.append("\nWhere a fit goes: shares of its mean; encoding the batch stands before it.\n\n")
                    .append(parts.text());
        }
        DataTable failed = RunSections.failed(data);
        if (!failed.isEmpty()) {
            text.append('\n').append(failed.text());
        }
        TutorialReport tutorial = new TutorialReport(data);
        if (tutorial.applies()) {
            tutorial.blocks().forEach(block -> text.append('\n').append(block.text()));
        }
        return text.toString();
    }
}
