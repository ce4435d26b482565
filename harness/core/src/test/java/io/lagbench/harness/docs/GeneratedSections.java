package io.lagbench.harness.docs;

import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.analysis.SummaryTable;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.report.CellTable;
import io.lagbench.harness.report.ComparisonReport;
import io.lagbench.harness.report.FitPartsTable;
import io.lagbench.harness.report.PublishedSection;
import io.lagbench.harness.report.TutorialReport;
import io.lagbench.harness.results.Column;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of the documentation that come from the code and from committed runs, so that they cannot go stale: each
 * stands between {@code <!-- begin NAME -->} and {@code <!-- end NAME -->} of a file.
 */
final class GeneratedSections {
    private static final Path REFERENCE = Path.of("results", "reference", "epyc-2-cores");
    private static final Path VERIFY = Path.of("results", "reference", "epyc-avx2-2-cores", "verify");

    /** Reference runs whose tables stand in results/README.md. */
    private static final List<String> QUOTED =
            List.of("tuning", "alphabets", "random-sequences", "batch-learning", "shuffle", "threads");

    /** Reference runs whose results stand beside published ones in results/hs97.md. */
    private static final List<String> PUBLISHED = List.of("hs97", "hs97-controls", "hs97-today", "hs97-readings");

    private final Path root;

    /** @param root top of the repository */
    GeneratedSections(Path root) {
        this.root = root;
    }

    /** What was learned and what it cost, and what is only timed. */
    private static String cells(RunData data) {
        return Stream.of(CellTable.learnedAndCost(data), CellTable.timed(data))
                .filter(table -> !table.isEmpty())
                .map(DataTable::markdown)
                .collect(Collectors.joining("\n"));
    }

    /** Generated sections by file, relative to the root, and name. */
    Map<Path, Map<String, String>> byFile() throws IOException {
        Map<String, String> lstm = new LinkedHashMap<>();
        lstm.put("lstm-compare", comparison("lstm-fused-step"));
        lstm.put("lstm-cells", cells(reference("lstm-fused-step")));
        lstm.put("lstm-parts", FitPartsTable.of(reference("lstm-fused-step")).markdown());
        Map<String, String> workloads = new LinkedHashMap<>();
        workloads.put("original-seeds", seeds("original-30-seeds"));
        workloads.put("original-seeds-keras2", seeds("original-30-seeds-keras2"));
        workloads.put("long-range-cells", cells(reference("long-range-batch-16")));
        Map<String, String> results = new LinkedHashMap<>();
        for (Table<?> table : List.of(Schema.trials(), Schema.LATENCY, Schema.LEARNING, SummaryTable.of(List.of()))) {
            results.put(table.file(), schema(table));
        }
        results.put("verify-cells", cells(RunData.read(root.resolve(VERIFY))));
        for (String run : QUOTED) {
            results.put(run, cells(reference(run)));
        }
        Map<String, String> published = new LinkedHashMap<>();
        for (String run : PUBLISHED) {
            published.put(run, published(run));
        }
        published.put(
                "two-cells",
                TwoCellsTable.of(results("hs97"), results("hs97-today")).markdown());
        published.put(
                "memory-cell",
                StepCostTable.of(root.resolve(REFERENCE).resolve("memory-cell").resolve("jmh.json"))
                        .markdown());
        Map<Path, Map<String, String>> sections = new LinkedHashMap<>();
        sections.put(Path.of("harness", "lstm", "README.md"), lstm);
        sections.put(Path.of("workloads", "README.md"), workloads);
        sections.put(Path.of("results", "README.md"), results);
        sections.put(Path.of("results", "hs97.md"), published);
        return sections;
    }

    private RunData reference(String name) throws IOException {
        return RunData.read(root.resolve(REFERENCE).resolve(name));
    }

    private String comparison(String run) throws IOException {
        StoredRun stored = StoredRun.read(root.resolve(REFERENCE).resolve(run));
        return new ComparisonReport(Comparison.bySides(stored, "lstm"), Metrics.FIT_P50).text(false);
    }

    private String published(String run) throws IOException {
        return PublishedSection.blocks(results(run)).stream()
                .map(Block::markdown)
                .collect(Collectors.joining("\n"));
    }

    private List<PublishedResults> results(String run) throws IOException {
        return PublishedResults.of(StoredRun.read(root.resolve(REFERENCE).resolve(run)));
    }

    private String seeds(String run) throws IOException {
        TutorialReport tutorial = new TutorialReport(reference(run));
        return tutorial.seeds().markdown() + "\n" + tutorial.reading();
    }

    private static String schema(Table<?> table) {
        DataTable columns = new DataTable(List.of("column", "meaning"));
        for (Column<?> column : table.columns()) {
            columns.row(List.of(column.name(), column.meaning()));
        }
        return table.meaning() + "\n\n" + columns.markdown();
    }

    /**
     * A text with one section replaced.
     *
     * @throws IllegalArgumentException if the text has no such section
     */
    static String replace(String text, String name, String content) {
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no section " + name);
        }
        return text.substring(0, from + begin.length()) + "\n" + content.strip() + "\n\n" + text.substring(to);
    }
}
