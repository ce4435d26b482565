package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.measure.StoredHistograms;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plot.Axis;
import io.lagbench.harness.plot.Chart;
import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.Scale;
import io.lagbench.harness.plot.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** How fast is it, where does the time go, and how much memory does it take? */
final class SpeedSections {
    private static final double NANOS_PER_MICRO = 1000.0;

    private static final double STEP = Math.pow(10, 0.1);
    private static final Map<String, String> SIZES =
            Map.of("time_steps", "time steps", "batch", "batch, sequences", "hidden", "hidden, units");

    private SpeedSections() {}

    /**
     * Percentile curves, time against size, exponents, and a line a cell.
     *
     * @param logs histogram logs by trial id
     */
    static Section fast(RunData data, Map<String, Path> logs) throws IOException {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph("A fit is one call on one batch, encoded before it and synchronized before both clock"
                + " reads. The loop is closed: there is no correction for coordinated omission. Medians over trials of"
                + " each trial's percentile."));
        percentiles(data.summaries(), logs).ifPresent(blocks::add);
        for (String size : List.of("time_steps", "batch", "hidden")) {
            SweptLines lines = SweptLines.of(data.summaries(), size, Metrics.FIT_P50, Scale.LOG10, Sweeps.SIZED);
            if (!lines.series().isEmpty()) {
                blocks.add(new Figure(
                        "fit-by-" + LearningSections.fileName(size),
                        "Median fit against " + size.replace('_', ' ')
                                + ", median over trials with its 95 % interval, or range below five trials."
                                + lines.note(),
                        new Chart(
                                "",
                                new Axis(SIZES.get(size), Scale.LOG2),
                                new Axis("median fit, us", Scale.LOG10),
                                lines.series(),
                                List.of())));
            }
        }
        DataTable scaling = ScalingTable.of(data);
        if (!scaling.isEmpty()) {
            blocks.add(new Paragraph("Exponents of time steps, batch and width in the median fit: least squares on"
                    + " logarithms over the cells' medians. An exponent of 1 means that twice the size takes twice the time."
                    + " Where the measured time is far from the fitted one, time is no power of size there."));
            blocks.add(scaling);
        }
        blocks.add(CellTable.cost(data));
        return new Section("fast", "How fast is it?", blocks);
    }

    /** Shares of a fit; empty where no trial measured them. */
    static Optional<Section> parts(RunData data) {
        FitParts parts = new FitParts(data);
        return parts.figure()
                .map(figure -> new Section(
                        "parts",
                        "Where does the time of a fit go?",
                        List.of(
                                new Paragraph("Shares of the mean fit; encoding the batch stands before it."),
                                figure,
                                parts.table())));
    }

    /** Peak use of memory. */
    static Section memory(RunData data) {
        List<Block> blocks = new ArrayList<>();
        Metric resident = Metrics.find("peak_rss_mb").orElseThrow();
        SweptLines lines = SweptLines.of(data.summaries(), "time_steps", resident, Scale.LOG10, Sweeps.SIZED);
        if (!lines.series().isEmpty()) {
            blocks.add(new Figure(
                    "memory-by-time-steps",
                    "Peak resident memory of a trial's process against time steps." + lines.note(),
                    new Chart(
                            "",
                            new Axis("time steps", Scale.LOG2),
                            new Axis("peak resident set, MB", Scale.LOG10),
                            lines.series(),
                            List.of())));
        }
        blocks.add(CellTable.resources(data));
        return new Section("memory", "How much memory does it take?", blocks);
    }

    private static Optional<Block> percentiles(List<Cell> cells, Map<String, Path> logs) throws IOException {
        List<Cell> logged = cells.stream()
                .filter(cell -> paths(cell, logs).stream().anyMatch(Files::isRegularFile))
                .toList();
        List<Cell> drawn = new ArrayList<>();
        List<List<Point>> curves = new ArrayList<>();
        for (Cell cell : SweptLines.evenly(logged, SweptLines.MOST)) {
            StoredHistograms.merged(paths(cell, logs), Stage.FIT).ifPresent(fits -> {
                drawn.add(cell);
                curves.add(curve(fits));
            });
        }
        if (drawn.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = CellNames.names(drawn);
        List<Series> series = new ArrayList<>();
        for (int c = 0; c < drawn.size(); c++) {
            series.add(new Series(names.get(c), Series.Kind.CURVE, curves.get(c)));
        }
        return Optional.of(new Figure(
                "percentiles",
                "Fit latency by percentile, from the histograms of all trials of a cell added."
                        + (drawn.size() < cells.size()
                                ? " " + drawn.size() + " of " + cells.size() + " cells are drawn."
                                : ""),
                new Chart(
                        "",
                        new Axis("percentile", Scale.PERCENTILE),
                        new Axis("fit, us", Scale.LOG10),
                        series,
                        List.of())));
    }

    private static List<Path> paths(Cell cell, Map<String, Path> logs) {
        return cell.ok().stream().map(trial -> logs.get(trial.text("trial_id"))).toList();
    }

    private static List<Point> curve(Histogram fits) {
        List<Point> points = new ArrayList<>();
        // Up to where one value lies beyond a percentile.
        for (double beyond = 1; beyond <= fits.getTotalCount(); beyond *= STEP) {
            points.add(Point.of(beyond, Math.max(1, fits.getValueAtPercentile(100 - 100 / beyond)) / NANOS_PER_MICRO));
        }
        return points;
    }
}
