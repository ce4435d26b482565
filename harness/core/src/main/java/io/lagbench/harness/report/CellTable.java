package io.lagbench.harness.report;

import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.List;

/** One line a cell: what was learned beside what it cost. */
final class CellTable {
    private CellTable() {}

    static String render(RunData data) {
        List<List<Row>> cells = data.cells();
        List<String> varying = new ArrayList<>(RunData.varying(cells));
        if (varying.isEmpty()) {
            varying.add("task");
        }
        List<String> header = new ArrayList<>(varying);
        header.add("trials");
        header.add("solved");
        boolean anySolved = cells.stream().anyMatch(cell -> Numbers.available(cell, "updates_to_solve").length > 0);
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
        MarkdownTable table = new MarkdownTable(header);
        for (List<Row> cell : cells) {
            List<String> line = new ArrayList<>();
            varying.forEach(column -> line.add(cell.get(0).text(column)));
            long solved = cell.stream()
                    .filter(row -> row.text("solved").equals("true"))
                    .count();
            line.add(Integer.toString(cell.size()));
            line.add(solved + " of " + cell.size());
            if (anySolved) { // of those that are solved: median and range
                line.add(Numbers.medianAndRange(Numbers.available(cell, "updates_to_solve"), 0));
                line.add(Numbers.medianAndRange(Numbers.available(cell, "seconds_to_solve"), 1));
            }
            line.add(Numbers.fixed(Numbers.median(cell, "accuracy"), 4));
            line.add(Numbers.fixed(Numbers.median(cell, "accuracy_floor"), 4));
            line.add(Numbers.fixed(Numbers.median(cell, "recall_margin"), 3));
            line.add(Numbers.fixed(Numbers.median(cell, "final_loss"), 4));
            line.add(Numbers.fixed(Numbers.median(cell, "loss_floor"), 4));
            line.add(Numbers.fixed(Numbers.median(cell, "fit_p50_us"), 0));
            line.add(Numbers.fixed(Numbers.median(cell, "fit_p99_us"), 0));
            line.add(Numbers.fixed(Numbers.median(cell, "steps_per_s"), 0));
            line.add(Numbers.fixed(Numbers.median(cell, "overhead_share"), 4));
            table.row(line);
        }
        return table.render();
    }
}
