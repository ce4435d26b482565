package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.plot.StackedBars;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where the time of a fit goes, cell by cell: the means of its parts, which add up. */
final class FitParts {
    private static final List<Stage> STAGES =
            List.of(Stage.FORWARD, Stage.BACKWARD, Stage.OUTPUT_AND_LOSS, Stage.UPDATER, Stage.FRAMEWORK);
    private static final List<String> NAMES = List.of("forward", "backward", "output, loss", "updater", "framework");

    /** Bars that one picture has room for. */
    private static final int MOST_BARS = 12;

    private final List<String> naming;
    private final List<Measured> cells = new ArrayList<>();

    /** @param data rows of a run */
    FitParts(RunData data) {
        this.naming = data.namingColumns();
        for (Cell cell : data.summaries()) {
            double fit = mean(data, cell, Stage.FIT);
            List<Double> shares =
                    STAGES.stream().map(stage -> mean(data, cell, stage) / fit).toList();
            if (shares.stream().allMatch(Double::isFinite)) {
                cells.add(new Measured(cell, fit, shares, mean(data, cell, Stage.ENCODE)));
            }
        }
    }

    /** A cell whose fits were measured in parts, in microseconds. */
    private record Measured(Cell cell, double fit, List<Double> shares, double encode) {}

    /** One line a cell; without rows if no cell has parts. */
    DataTable table() {
        List<String> header = new ArrayList<>(naming);
        header.add("mean fit us");
        header.addAll(NAMES);
        header.add("encode us");
        DataTable table = new DataTable(header);
        for (Measured measured : cells) {
            List<String> line = new ArrayList<>();
            naming.forEach(column -> line.add(measured.cell().param(column)));
            line.add(Numbers.fixed(measured.fit(), 0));
            measured.shares().forEach(share -> line.add(Numbers.fixed(100 * share, 0) + " %"));
            line.add(Double.isNaN(measured.encode()) ? "" : Numbers.fixed(measured.encode(), 0));
            table.row(line);
        }
        return table;
    }

    /** A bar a cell; empty if no cell has parts. */
    Optional<Figure> figure() {
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        List<Measured> drawn = SweptLines.evenly(cells, MOST_BARS);
        List<String> names = CellNames.names(drawn.stream().map(Measured::cell).toList());
        return Optional.of(new Figure(
                "fit-parts",
                "Where the time of a mean fit goes, and how long it is."
                        + (drawn.size() < cells.size()
                                ? " " + drawn.size() + " of " + cells.size() + " cells are drawn."
                                : ""),
                new StackedBars(
                        "share of the mean fit",
                        IntStream.range(0, drawn.size())
                                .mapToObj(c -> Numbers.duration(drawn.get(c).fit()) + ": " + names.get(c))
                                .toList(),
                        NAMES,
                        drawn.stream().map(Measured::shares).toList())));
    }

    /** Mean over all fits of a cell, in microseconds; no number if there are none, or one is not known. */
    private static double mean(RunData data, Cell cell, Stage stage) {
        double sum = 0;
        double count = 0;
        for (Row trial : cell.ok()) {
            for (Row row : data.latency().getOrDefault(trial.text("trial_id"), List.of())) {
                if (row.text("stage").equals(stage.label()) && row.text("phase").equals(Phase.MEASUREMENT.label())) {
                    double fits = row.number("count").orElse(Double.NaN);
                    sum += fits * row.number("mean_us").orElse(Double.NaN);
                    count += fits;
                }
            }
        }
        return sum / count;
    }
}
