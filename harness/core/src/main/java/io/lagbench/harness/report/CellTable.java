package io.lagbench.harness.report;

import io.lagbench.harness.results.CellSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One line a cell, in columns of what was learned, what it remembers and what it cost. */
final class CellTable {
    private static final List<Entry> LEARNED = List.of(
            new Entry("trials", cell -> Integer.toString(cell.trials().size())),
            new Entry(
                    "solved [95 %]",
                    cell -> cell.solved() + " of " + cell.trials().size() + " "
                            + Numbers.interval(cell.solvedInterval(), 2)),
            new Entry("remember", CellTable::remembering), // of those that are solved
            new Entry("updates to solve", cell -> Numbers.medianAndRange(cell.values("updates_to_solve"), 0)),
            new Entry("s to solve", cell -> Numbers.medianAndRange(cell.values("seconds_to_solve"), 1)),
            median("accuracy", "accuracy", 4),
            median("floor", "accuracy_floor", 4),
            median("recall margin", "recall_margin", 3),
            median("loss", "final_loss", 4),
            median("loss floor", "loss_floor", 4));
    private static final List<Entry> PROOFS = List.of(
            new Entry("solved", cell -> cell.solved() + " of " + cell.trials().size()),
            new Entry("remember", CellTable::remembering),
            median("flip accuracy", "flip_accuracy", 3),
            median("blank accuracy", "blank_accuracy", 3),
            median("swap accuracy", "swap_accuracy", 3),
            median("recall accuracy", "recall_accuracy", 4),
            median("recall floor", "recall_floor", 4),
            median("recall margin", "recall_margin", 3));
    private static final List<Entry> COST = List.of(
            median("fit p50 us", "fit_p50_us", 0),
            median("fit p99 us", "fit_p99_us", 0),
            median("steps/s", "steps_per_s", 0),
            median("overhead", "overhead_share", 4));
    private static final List<Entry> MEMORY = List.of(
            median("peak resident MB", "peak_rss_mb", 0),
            median("peak heap MB", "peak_heap_mb", 0),
            median("peak device MB", "peak_device_mb", 0));

    private CellTable() {}

    /** A column. */
    private record Entry(String header, Function<CellSummary, String> text) {}

    private static Entry median(String header, String column, int decimals) {
        return new Entry(header, cell -> Numbers.fixed(cell.median(column), decimals));
    }

    private static String remembering(CellSummary cell) {
        return cell.proofs() > 0 ? cell.remembering() + " of " + cell.proofs() : "";
    }

    /** What was learned beside what it cost. */
    static DataTable of(RunData data) {
        return table(
                data,
                data.summaries(),
                Stream.concat(LEARNED.stream(), COST.stream()).toList());
    }

    /** What was learned. */
    static DataTable learned(RunData data) {
        return table(data, data.summaries(), LEARNED);
    }

    /** Proofs of memory, of the cells that have any. */
    static DataTable proofs(RunData data) {
        return table(
                data,
                data.summaries().stream().filter(cell -> cell.proofs() > 0).toList(),
                PROOFS);
    }

    /** What a fit costs. */
    static DataTable cost(RunData data) {
        return table(
                data,
                data.summaries(),
                Stream.concat(
                                Stream.of(
                                        LEARNED.get(0),
                                        new Entry(
                                                "fit p50 us [95 %]",
                                                cell -> Numbers.interval(
                                                        cell.median("fit_p50_us"),
                                                        cell.medianInterval("fit_p50_us"),
                                                        0))),
                                COST.stream().skip(1))
                        .toList());
    }

    /** Peak use of memory. */
    static DataTable memory(RunData data) {
        return table(data, data.summaries(), MEMORY);
    }

    /** Columns in which no cell has a value are left out. */
    private static DataTable table(RunData data, List<CellSummary> cells, List<Entry> entries) {
        List<String> naming = data.namingColumns();
        List<List<String>> columns = new ArrayList<>();
        List<String> header = new ArrayList<>(naming);
        naming.forEach(column ->
                columns.add(cells.stream().map(cell -> cell.param(column)).toList()));
        for (Entry entry : entries) {
            List<String> column = cells.stream().map(entry.text()).toList();
            if (column.stream().anyMatch(text -> !text.isEmpty())) {
                header.add(entry.header());
                columns.add(column);
            }
        }
        DataTable table = new DataTable(header);
        for (int row = 0; row < cells.size(); row++) {
            int at = row;
            table.row(columns.stream().map(column -> column.get(at)).toList());
        }
        return table;
    }
}
