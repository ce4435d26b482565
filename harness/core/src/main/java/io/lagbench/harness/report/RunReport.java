package io.lagbench.harness.report;

import io.lagbench.harness.analysis.LongestLags;
import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Document;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The results of a run as a console shows them; the report has more. */
public final class RunReport {
    private RunReport() {}

    /**
     * Tables: what was learned beside what it cost, what is only timed, what others have published, the tutorial's where the original
     * task was trained, and what failed.
     */
    public static String results(RunData data, List<PublishedResults> published) {
        List<Block> blocks = new ArrayList<>();
        addTable(
                blocks,
                "Learned: medians over the trials of a cell; [95 %] is the Wilson score interval of the share solved; the"
                        + " floor is the best without memory.",
                CellTable.learnedAndCost(data));
        addTable(
                blocks,
                "Only timed: not judged, and not trained long enough to be. A fit is one call on one batch.",
                CellTable.timed(data));
        LongestLags.of(data.cells()).forEach(search -> blocks.add(new Paragraph(search.text())));
        blocks.addAll(PublishedSection.blocks(published));
        TutorialReport tutorial = new TutorialReport(data);
        if (tutorial.applies()) {
            blocks.add(tutorial.seeds());
            blocks.add(new Paragraph(tutorial.reading()));
        }
        addTable(blocks, "Trials that did not end ok:", RunSections.failed(data));
        return blocks.stream().map(Block::text).collect(Collectors.joining("\n"));
    }

    /**
     * Writes the report of a run.
     *
     * @return what a reader takes away, and where the page is, in a few lines
     */
    public static String write(StoredRun run, Path folder) throws IOException {
        Document report = Report.of(List.of(run));
        Path page = ReportFiles.write(report, folder);
        String highlights = report.highlights().stream().map(Block::text).collect(Collectors.joining());
        return "In short:\n" + highlights + "  see " + page.toAbsolutePath() + "\n";
    }

    private static void addTable(List<Block> blocks, String caption, DataTable table) {
        if (!table.isEmpty()) {
            blocks.add(new Paragraph(caption));
            blocks.add(table);
        }
    }
}
