package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One line a cell, in columns of what was learned, what it remembers and what it cost. */
public final class CellTable {
    private static final int FLOOR_DECIMALS = 4;
    private static final List<Entry> LEARNED = List.of(
            new Entry("trials", cell -> Integer.toString(cell.trials().size())),
            new Entry(
                    "solved [95 %]",
                    cell -> cell.solved() + " of " + cell.trials().size() + " "
                            + Numbers.interval(cell.solvedInterval(), 2)),
            new Entry("remember", CellTable::remembering), // of those that are solved
            new Entry("updates to solve", cell -> medianAndRange(cell, Metrics.UPDATES_TO_SOLVE)),
            new Entry("s to solve", cell -> medianAndRange(cell, Metrics.SECONDS_TO_SOLVE)),
            median("accuracy", Metrics.ACCURACY),
            floor("floor", "accuracy_floor"),
            median("recall margin", Metrics.RECALL_MARGIN),
            median("loss", Metrics.FINAL_LOSS),
            floor("loss floor", "loss_floor"));
    private static final List<Entry> PROOFS = List.of(
            new Entry("solved", cell -> cell.solved() + " of " + cell.trials().size()),
            new Entry("remember", CellTable::remembering),
            median(Metrics.FLIP_ACCURACY),
            median(Metrics.BLANK_ACCURACY),
            median(Metrics.SWAP_ACCURACY),
            median(Metrics.RECALL_ACCURACY),
            floor("recall floor", "recall_floor"),
            median(Metrics.RECALL_MARGIN));
    private static final List<Entry> COST = List.of(
            median(Metrics.FIT_P50),
            median(Metrics.FIT_P99),
            median("steps/s", Metrics.STEPS_PER_S),
            median("overhead", Metrics.OVERHEAD_SHARE));

    private CellTable() {}

    /** A column. */
    private record Entry(String header, Function<Cell, String> text) {}

    private static Entry median(Metric metric) {
        return median(metric.label(), metric);
    }

    private static Entry median(String header, Metric metric) {
        return new Entry(header, cell -> Numbers.fixed(cell.median(metric), metric.decimals()));
    }

    private static Entry floor(String header, String column) {
        return new Entry(header, cell -> Numbers.fixed(cell.median(column), FLOOR_DECIMALS));
    }

    private static String medianAndRange(Cell cell, Metric metric) {
        return Numbers.medianAndRange(cell.values(metric), metric.decimals());
    }

    private static String remembering(Cell cell) {
        return cell.proofs() > 0 ? cell.remembering() + " of " + cell.proofs() : "";
    }

    /** What was learned beside what it cost. */
    public static DataTable of(RunData data) {
        return table(
                data,
                data.cells(),
                Stream.concat(LEARNED.stream(), COST.stream()).toList());
    }

    /** What was learned. */
    static DataTable learned(RunData data) {
        return table(data, data.cells(), LEARNED);
    }

    /** Proofs of memory, of the cells that have any. */
    static DataTable proofs(RunData data) {
        return table(
                data, data.cells().stream().filter(cell -> cell.proofs() > 0).toList(), PROOFS);
    }

    /** What a fit costs. */
    static DataTable cost(RunData data) {
        return table(
                data,
                data.cells(),
                Stream.concat(
                                Stream.of(
                                        LEARNED.get(0),
                                        new Entry(
                                                "fit p50 us [95 %]",
                                                cell -> Numbers.interval(
                                                        cell.median(Metrics.FIT_P50),
                                                        cell.medianInterval(Metrics.FIT_P50),
                                                        Metrics.FIT_P50.decimals()))),
                                COST.stream().skip(1))
                        .toList());
    }

    /** What probes measure: what trials take from the machine, and whatever else. */
    static DataTable resources(RunData data) {
        return table(
                data,
                data.cells(),
                Metrics.ofProbes().stream()
                        .filter(metric -> metric.role().isSummarized())
                        .map(CellTable::median)
                        .toList());
    }

    /** Columns in which no cell has a value are left out. */
    private static DataTable table(RunData data, List<Cell> cells, List<Entry> entries) {
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
