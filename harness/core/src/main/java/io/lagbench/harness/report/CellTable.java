package io.lagbench.harness.report;

import io.lagbench.harness.results.CellSummary;
import java.util.ArrayList;
import java.util.List;

/** One line a cell: what was learned beside what it cost. */
final class CellTable {
    private CellTable() {}

    static DataTable of(RunData data) {
        List<CellSummary> cells = data.summaries();
        List<String> naming = data.namingColumns();
        List<String> header = new ArrayList<>(naming);
        header.add("trials");
        header.add("solved [95 %]");
        boolean anyProofs = cells.stream().anyMatch(CellSummary::hasProofs);
        if (anyProofs) {
            header.add("remember");
        }
        boolean anySolved = cells.stream().anyMatch(cell -> cell.values("updates_to_solve").length > 0);
        if (anySolved) {
            header.add("updates to solve");
            header.add("s to solve");
        }
        header.addAll(List.of(
                "accuracy",
                "floor",
                "recall margin",
                "loss",
                "floor",
                "fit p50 us",
                "fit p99 us",
                "steps/s",
                "overhead"));
        DataTable table = new DataTable(header);
        for (CellSummary cell : cells) {
            List<String> line = new ArrayList<>();
            naming.forEach(column -> line.add(cell.param(column)));
            line.add(Integer.toString(cell.trials().size()));
            line.add(cell.solved() + " of " + cell.trials().size() + " " + Numbers.interval(cell.solvedInterval(), 2));
            if (anyProofs) { // of those that are solved
                line.add(cell.hasProofs() ? cell.remembering() + " of " + cell.solved() : "");
            }
            if (anySolved) { // of those that are solved: median and range
                line.add(Numbers.medianAndRange(cell.values("updates_to_solve"), 0));
                line.add(Numbers.medianAndRange(cell.values("seconds_to_solve"), 1));
            }
            line.add(Numbers.fixed(cell.median("accuracy"), 4));
            line.add(Numbers.fixed(cell.median("accuracy_floor"), 4));
            line.add(Numbers.fixed(cell.median("recall_margin"), 3));
            line.add(Numbers.fixed(cell.median("final_loss"), 4));
            line.add(Numbers.fixed(cell.median("loss_floor"), 4));
            line.add(Numbers.fixed(cell.median("fit_p50_us"), 0));
            line.add(Numbers.fixed(cell.median("fit_p99_us"), 0));
            line.add(Numbers.fixed(cell.median("steps_per_s"), 0));
            line.add(Numbers.fixed(cell.median("overhead_share"), 4));
            table.row(line);
        }
        return table;
    }
}
