package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.chart.Series;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.measure.StoredHistograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The latency of a fit by percentile: a curve a cell, from the histograms of all its trials added.
 *
 * @param chart the curves
 * @param drawn how many cells are drawn
 */
public record PercentileCurves(Chart chart, int drawn) {
    private static final double NANOS_PER_MICRO = 1000.0;
    private static final double STEP = Math.pow(10, 0.1);

    /**
     * The curves; empty where no cell has a histogram.
     *
     * @param logs histogram logs by trial id, whether or not they are there
     */
    public static Optional<PercentileCurves> of(List<Cell> cells, Map<String, Path> logs) throws IOException {
        List<Cell> logged = cells.stream()
                .filter(cell -> paths(cell, logs).stream().anyMatch(Files::isRegularFile))
                .toList();
        List<Cell> drawn = new ArrayList<>();
        List<List<Point>> curves = new ArrayList<>();
        for (Cell cell : EvenSample.of(logged, SweepSeries.MOST)) {
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
        Chart chart = new Chart(
                "", new Axis("percentile", Scale.PERCENTILE), new Axis("fit, us", Scale.LOG10), series, List.of());
        return Optional.of(new PercentileCurves(chart, drawn.size()));
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
