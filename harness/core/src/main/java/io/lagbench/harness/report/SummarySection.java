package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a reader with half a minute takes away. */
final class SummarySection {
    private SummarySection() {}

    /**
     * Solved and failed trials, the longest memory that is proven, and a sentence for each two sides.
     *
     * @param sides comparisons that the report shows
     */
    static Section of(RunData data, List<ComparisonReport> sides) {
        List<Block> lines = new ArrayList<>();
        Collection<List<Row>> trials = data.distinctTrials();
        long solved = trials.stream()
                .filter(rows -> rows.stream().allMatch(Cell::solved))
                .count();
        long failed = trials.stream()
                .filter(rows ->
                        rows.stream().anyMatch(row -> !row.text("status").equals("ok") && !Cell.skipped(row)))
                .count();
        lines.add(new Paragraph(solved + " of " + trials.size() + " trials met their task's criterion"
                + (failed == 0 ? "." : "; " + failed + " did not end ok.")));
        longestMemory(data.cells()).ifPresent(lines::add);
        sides.forEach(side -> lines.add(new Paragraph(side.sentence())));
        return new Section("short", "In short", lines);
    }

    /** The cell with the longest lag at which a trial remembers; of several the one whose trials do so most often. */
    private static Optional<Paragraph> longestMemory(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.remembering() > 0 && cell.median("lag").isPresent())
                .max(Comparator.<Cell>comparingDouble(SummarySection::lag)
                        .thenComparingDouble(cell ->
                                (double) cell.remembering() / cell.trials().size()))
                .map(cell -> new Paragraph("Memory is proven over lags of up to " + Numbers.fixed(lag(cell), 0)
                        + " steps: there (task " + cell.param("task") + ") " + cell.remembering() + " of "
                        + cell.trials().size() + " trials remember."));
    }

    private static double lag(Cell cell) {
        return cell.median("lag").orElseThrow();
    }
}
