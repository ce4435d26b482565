package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.Highlights;
import io.lagbench.harness.document.Highlights.Item;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a reader with half a minute takes away. */
final class SummarySection {
    /** Sides whose factors are shown; there is a sentence on every one. */
    private static final int MOST_SIDES = 3;

    private SummarySection() {}

    /** @param sides comparisons that the report shows */
    static Section of(RunData data, List<ComparisonReport> sides) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(highlights(data, sides));
        sides.forEach(side -> blocks.add(new Paragraph(side.sentence())));
        return new Section("short", "In short", blocks);
    }

    /** What was learned, the longest memory that is proven, how many times faster one side is, and what failed. */
    private static Highlights highlights(RunData data, List<ComparisonReport> sides) {
        List<Item> items = new ArrayList<>(new TutorialReport(data).highlights());
        Collection<List<Row>> trials = data.distinctTrials();
        long skipped = count(trials, Cell::skipped);
        long judged = count(trials, row -> Cell.judged(row) && !Cell.skipped(row));
        long timed = trials.size() - judged - skipped;
        if (judged > 0) {
            items.add(new Item(
                    count(trials, Cell::solved) + " of " + judged,
                    "trials met their task's criterion" + (timed > 0 ? "; " + timed + " more are only timed" : "")));
        } else if (timed > 0) {
            items.add(new Item(
                    Long.toString(timed), "trials, all of them only timed: nothing here says what is learned"));
        }
        longestMemory(data.cells()).ifPresent(items::add);
        sides.stream()
                .limit(MOST_SIDES)
                .forEach(side -> items.add(new Item(
                        side.factors() + "x",
                        "as fast: " + side.contender() + " beside " + side.base() + ", median fit"
                                + (side.compared().size() == 1
                                        ? ""
                                        : ", " + side.compared().size() + " workloads"))));
        long failed = trials.stream()
                .filter(rows ->
                        rows.stream().anyMatch(row -> !row.text("status").equals("ok") && !Cell.skipped(row)))
                .count();
        if (failed > 0) {
            items.add(new Item(Long.toString(failed), failed == 1 ? "trial did not end ok" : "trials did not end ok"));
        }
        return new Highlights(items);
    }

    /** How many trials are so in every row that they have. */
    private static long count(Collection<List<Row>> trials, Predicate<Row> so) {
        return trials.stream().filter(rows -> rows.stream().allMatch(so)).count();
    }

    /** The cell with the longest lag at which a trial remembers; of several the one whose trials do so most often. */
    private static Optional<Item> longestMemory(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.remembering() > 0 && cell.median("lag").isPresent())
                .max(Comparator.<Cell>comparingDouble(SummarySection::lag)
                        .thenComparingDouble(cell -> (double) cell.remembering() / cell.judged()))
                .map(cell -> new Item(
                        Numbers.fixed(lag(cell), 0) + " steps",
                        "is the longest lag over which memory is proven: " + cell.remembering() + " of " + cell.judged()
                                + " trials remember there (task " + cell.param("task") + ")"));
    }

    private static double lag(Cell cell) {
        return cell.median("lag").orElseThrow();
    }
}
