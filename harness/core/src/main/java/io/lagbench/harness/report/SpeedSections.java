package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.FitParts;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Figure;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.figure.FitPartsBars;
import io.lagbench.harness.figure.PercentileCurves;
import io.lagbench.harness.figure.SweepSeries;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How fast is it, where does the time go, and how much memory does it take? */
final class SpeedSections {
    private static final Map<String, String> SIZES =
            Map.of("time_steps", "time steps", "batch", "batch, sequences", "hidden", "hidden, units");

    private SpeedSections() {}

    /**
     * Percentile curves, time against size, exponents, and a line a cell.
     *
     * @param logs histogram logs by trial id
     */
    static Section latency(RunData data, Map<String, Path> logs) throws IOException {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph("A fit is one call on one batch, encoded before it and synchronized before both clock"
                + " reads. The loop is closed: there is no correction for coordinated omission. Medians over trials of"
                + " each trial's percentile."));
        List<Cell> cells = data.cells();
        PercentileCurves.of(cells, logs).ifPresent(curves -> blocks.add(percentiles(curves, cells.size())));
        for (String size : List.of("time_steps", "batch", "hidden")) {
            SweepSeries sweeps = SweepSeries.of(cells, size, Metrics.FIT_P50, Scale.LOG10, Sweeps.SIZE_DEPENDENT);
            if (!sweeps.isEmpty()) {
                blocks.add(new Figure(
                        "fit-by-" + FigureNames.of(size),
                        "How does a fit grow with " + size.replace('_', ' ') + "?",
                        "Median fit against " + size.replace('_', ' ')
                                + ", median over trials with its 95 % interval, or range below five trials."
                                + sweeps.note(),
                        sweeps.chart(new Axis(SIZES.get(size), Scale.LOG2), new Axis("median fit, us", Scale.LOG10))));
            }
        }
        DataTable scaling = ScalingTable.of(cells);
        if (!scaling.isEmpty()) {
            blocks.add(new Paragraph("Exponents of time steps, batch and width in the median fit: least squares on"
                    + " logarithms over the cells' medians. An exponent of 1 means that twice the size takes twice the time."
                    + " Where the measured time is far from the fitted one, time is no power of size there."));
            blocks.add(scaling);
        }
        DataTable timed = CellTable.costOfTimed(data);
        if (!timed.isEmpty()) {
            blocks.add(new Paragraph("Only timed, and not trained long enough to be judged:"));
            blocks.add(timed);
        }
        DataTable judged = CellTable.cost(data);
        if (!judged.isEmpty()) {
            blocks.add(new Paragraph("Fits of what was trained to be solved:"));
            blocks.add(judged);
        }
        return new Section("fast", "How fast is it?", blocks);
    }

    /** Shares of a fit; empty where no trial measured them. */
    static Optional<Section> parts(RunData data) {
        List<FitParts> cells = FitParts.of(data);
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        FitPartsBars bars = FitPartsBars.of(cells);
        Figure figure = new Figure(
                "fit-parts",
                "What is a fit made of?",
                "Where the time of a mean fit goes, and how long it is." + drawnOf(bars.drawn(), cells.size()),
                bars.bars());
        return Optional.of(new Section(
                "parts",
                "Where does the time of a fit go?",
                List.of(
                        new Paragraph("Shares of the mean fit; encoding the batch stands before it."),
                        figure,
                        FitPartsTable.of(data))));
    }

    /** Peak use of memory, and energy where it was measured. */
    static Section memory(RunData data) {
        List<Block> blocks = new ArrayList<>();
        Metrics.find("peak_rss_mb")
                .map(resident ->
                        SweepSeries.of(data.cells(), "time_steps", resident, Scale.LOG10, Sweeps.SIZE_DEPENDENT))
                .filter(sweeps -> !sweeps.isEmpty())
                .ifPresent(sweeps -> blocks.add(new Figure(
                        "memory-by-time-steps",
                        "How does memory grow with time steps?",
                        "Peak resident memory of a trial's process against time steps." + sweeps.note(),
                        sweeps.chart(
                                new Axis("time steps", Scale.LOG2), new Axis("peak resident set, MB", Scale.LOG10)))));
        blocks.add(CellTable.resources(data));
        boolean energyKnown = Metrics.summarized().stream()
                .filter(metric -> metric.unit() == Unit.JOULES)
                .anyMatch(metric -> data.cells().stream().anyMatch(cell -> cell.values(metric).length > 0));
        return new Section("memory", "How much memory" + (energyKnown ? " and energy" : "") + " does it take?", blocks);
    }

    private static Figure percentiles(PercentileCurves curves, int cells) {
        return new Figure(
                "percentiles",
                "How steady is a fit?",
                "Fit latency by percentile, from the histograms of all trials of a cell added."
                        + drawnOf(curves.drawn(), cells),
                curves.chart());
    }

    /** Ends a caption: how many cells are drawn, if not all. */
    private static String drawnOf(int drawn, int cells) {
        return drawn < cells ? " " + drawn + " of " + cells + " cells are drawn." : "";
    }
}
