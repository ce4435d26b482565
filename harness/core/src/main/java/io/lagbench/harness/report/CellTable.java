package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One line a cell, in columns of what was learned, what it remembers and what it cost. Cells that are only timed have tables of
 * their own. Few columns name a cell.
 */
public final class CellTable {
    private static final int FLOOR_DECIMALS = 4;
    private static final Entry TRIALS =
            new Entry("trials", cell -> Integer.toString(cell.trials().size()));
    private static final List<Entry> SOLVED = List.of(
            new Entry(
                    "solved [95 %]",
                    cell -> cell.solvedOf()
                            + cell.solvedInterval()
                                    .map(interval -> " " + Numbers.interval(interval, 2))
                                    .orElse("")),
            new Entry("remember", CellTable::remembering), // of those that are solved
            new Entry("updates to solve", cell -> medianAndRange(cell, Metrics.UPDATES_TO_SOLVE)),
            new Entry("s to solve", cell -> medianAndRange(cell, Metrics.SECONDS_TO_SOLVE)),
            median("accuracy", Metrics.ACCURACY),
            floor("floor", "accuracy_floor"),
            median("recall margin", Metrics.RECALL_MARGIN));
    private static final List<Entry> LOSS =
            List.of(median("loss", Metrics.FINAL_LOSS), floor("loss floor", "loss_floor"));
    private static final List<Entry> PROOFS = List.of(
            new Entry("solved", Cell::solvedOf),
            new Entry("remember", CellTable::remembering),
            median(Metrics.FLIP_ACCURACY),
            median(Metrics.BLANK_ACCURACY),
            median(Metrics.SWAP_ACCURACY),
            median(Metrics.RECALL_ACCURACY),
            floor("recall floor", "recall_floor"),
            median(Metrics.RECALL_MARGIN));
    private static final Entry MEDIAN_FIT = median(Metrics.FIT_P50);
    private static final Entry MEDIAN_FIT_AND_INTERVAL = new Entry(
            "fit p50 us [95 %]",
            cell -> Numbers.interval(
                    cell.median(Metrics.FIT_P50), cell.medianInterval(Metrics.FIT_P50), Metrics.FIT_P50.decimals()));
    private static final List<Entry> COST = List.of(
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

    /** What was learned beside what it cost, of the cells that are judged. */
    public static DataTable learnedAndCost(RunData data) {
        return withFewNames(data.judgedCells(), joined(SOLVED, List.of(MEDIAN_FIT, COST.get(1))));
    }

    /** What a fit costs in the cells that are only timed. */
    public static DataTable timed(RunData data) {
        return withFewNames(data.timedCells(), joined(List.of(TRIALS, MEDIAN_FIT), COST));
    }

    /** What was learned; all columns in which cells differ name them. */
    static DataTable learned(RunData data) {
        List<Cell> cells = data.judgedCells();
        return table(CellNames.columns(cells), cells, joined(List.of(TRIALS), joined(SOLVED, LOSS)));
    }

    /** Proofs of memory, of the cells that have any. */
    static DataTable proofs(RunData data) {
        return withFewNames(
                data.cells().stream().filter(cell -> cell.proofs() > 0).toList(), PROOFS);
    }

    /** What a fit costs in the cells that are judged. */
    static DataTable cost(RunData data) {
        return cost(data.judgedCells());
    }

    /** What a fit costs in the cells that are only timed, with more of it than on a console. */
    static DataTable costOfTimed(RunData data) {
        return cost(data.timedCells());
    }

    private static DataTable cost(List<Cell> cells) {
        return withFewNames(cells, joined(List.of(TRIALS, MEDIAN_FIT_AND_INTERVAL), COST));
    }

    /** What probes measure: what trials take from the machine, and whatever else. */
    static DataTable resources(RunData data) {
        return withFewNames(
                data.cells(),
                Metrics.ofProbes().stream()
                        .filter(metric -> metric.role().isSummarized())
                        .map(CellTable::median)
                        .toList());
    }

    private static List<Entry> joined(List<Entry> first, List<Entry> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    private static DataTable withFewNames(List<Cell> cells, List<Entry> entries) {
        return table(CellNames.fewColumns(cells), cells, entries);
    }

    /** Columns in which no cell has a value are left out; cells that differ in nothing are named by their task. */
    private static DataTable table(List<String> differing, List<Cell> cells, List<Entry> entries) {
        List<String> naming = differing.isEmpty() ? List.of("task") : differing;
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
