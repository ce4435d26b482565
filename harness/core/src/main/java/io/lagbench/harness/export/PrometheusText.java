package io.lagbench.harness.export;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.WholeFile;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The text format of Prometheus, for the textfile collector of its node exporter: a gauge for each metric of summary.csv, a
 * sample for each cell, which is the median over its trials. Labels are run, suite, task and whatever tells the cells apart.
 */
public final class PrometheusText implements RunExport {
    private static final String PREFIX = "lagbench_";

    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public String fileName() {
        return "lagbench.prom";
    }

    @Override
    public void write(StoredRun run, Path target) throws IOException {
        RunData data = RunData.of(List.of(run));
        List<Cell> cells = data.cells();
        TreeSet<String> columns = new TreeSet<>(CellNames.columns(cells));
        columns.add("task");
        Function<Cell, Labels> labels = cell -> labels(run, cell, columns);
        List<GaugeSnapshot> gauges = new ArrayList<>();
        gauge(
                        "trials",
                        "trials of the cell, however they ended",
                        cells,
                        labels,
                        cell -> OptionalDouble.of(cell.trials().size()))
                .ifPresent(gauges::add);
        gauge(
                        "solved_trials",
                        "trials that ended ok and solved the task",
                        data.judgedCells(),
                        labels,
                        cell -> OptionalDouble.of(cell.solved()))
                .ifPresent(gauges::add);
        for (Metric metric : Metrics.summarized()) {
            gauge(metric.name(), "median of: " + metric.meaning(), cells, labels, cell -> cell.median(metric))
                    .ifPresent(gauges::add);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, new MetricSnapshots(gauges.toArray(GaugeSnapshot[]::new)));
        WholeFile.write(target, text.toByteArray());
    }

    private static Labels labels(StoredRun run, Cell cell, Iterable<String> columns) {
        Labels.Builder labels = Labels.builder().label("run", run.name()).label("suite", run.fact("suite"));
        for (String column : columns) {
            labels.label(column, cell.param(column));
        }
        return labels.build();
    }

    /** A gauge of the cells that have a value; empty if none has. */
    private static Optional<GaugeSnapshot> gauge(
            String name,
            String help,
            List<Cell> cells,
            Function<Cell, Labels> labels,
            Function<Cell, OptionalDouble> value) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(PREFIX + name).help(help);
        boolean any = false;
        for (Cell cell : cells) {
            OptionalDouble of = value.apply(cell);
            if (of.isPresent()) {
                any = true;
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels.apply(cell))
                        .value(of.getAsDouble())
                        .build());
            }
        }
        return any ? Optional.of(gauge.build()) : Optional.empty();
    }
}
