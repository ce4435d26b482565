package io.lagbench.harness.figure;

import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.chart.Series;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.results.CellKey;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.SettingColumns;
import io.lagbench.harness.stats.Medians;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A chart of two columns of a CSV file.
 *
 * @param chart what is drawn
 * @param notes what is not, a line each
 */
public record CsvChart(Chart chart, List<String> notes) {
    private static final int MOST_MARKERS = 40;
    private static final int MANY_SERIES = 14;

    private static final Map<String, String> FLOORS = Map.of(
            "final_loss", "loss_floor",
            "loss", "loss_floor",
            "accuracy", "accuracy_floor",
            "recall_accuracy", "recall_floor");

    /**
     * Makes the chart. Rows of trials that did not end ok are left out unless {@code where} names a status; rows at the same
     * place are drawn as their median with its 95 % interval, or with their range if there are fewer than five.
     *
     * @throws ConfigurationException if there is nothing to draw; the message says why
     */
    public static CsvChart of(ChartRequest request) throws IOException {
        List<String> notes = new ArrayList<>();
        List<Row> rows = ChartRows.of(request, notes);
        return new CsvChart(chart(request, rows, notes), notes);
    }

    private static Chart chart(ChartRequest request, List<Row> rows, List<String> notes) {
        List<RowSeries> lines = RowSeries.of(request, rows, notes);
        boolean curves = lines.stream().anyMatch(line -> line.places().size() > MOST_MARKERS);
        List<Series> series = lines.stream()
                .map(line -> new Series(
                        line.name(),
                        curves && line.places().size() > 1 ? Series.Kind.CURVE : Series.Kind.POINTS,
                        line.points(request)))
                .toList();
        if (series.size() > MANY_SERIES) {
            notes.add(series.size() + " series are hard to tell apart; --where leaves some out");
        }
        IntSummaryStatistics counts = lines.stream()
                .flatMap(line -> line.places().values().stream())
                .mapToInt(List::size)
                .summaryStatistics();
        pooled(request, lines, notes);
        if (counts.getMin() < counts.getMax()) {
            notes.add("points stand for " + counts.getMin() + " to " + counts.getMax() + " rows");
        }
        Floors floors = Floors.of(floors(request, rows));
        if (floors.isEmpty() && FLOORS.containsKey(request.y())) {
            notes.add("no floor is drawn: there is none, or too many; --where picks one");
        }
        return new Chart(
                title(counts),
                new Axis(SettingColumns.label(request.x()), scale(request.logX(), request.base(), rows, request.x())),
                new Axis(SettingColumns.label(request.y()), scale(request.logY(), request.base(), rows, request.y())),
                floors.with(series),
                Stream.concat(request.lines().stream(), floors.lines().stream()).toList());
    }

    /** Notes in what rows differ that one point stands for. */
    private static void pooled(ChartRequest request, List<RowSeries> lines, List<String> notes) {
        // Rows that differ in what makes a cell, or in stage or phase, are not repetitions of each other.
        List<String> distinguishing = Stream.concat(
                        CellKey.columns(lines.get(0).firstRow().fields().keySet()).stream(),
                        Stream.of("stage", "phase"))
                .toList();
        List<String> differing = distinguishing.stream()
                .filter(column -> !column.equals(request.x()))
                .filter(column -> lines.stream()
                        .flatMap(line -> line.places().values().stream())
                        .anyMatch(point -> point.get(0).fields().containsKey(column)
                                && point.stream()
                                                .map(row -> row.text(column))
                                                .distinct()
                                                .count()
                                        > 1))
                .toList();
        if (!differing.isEmpty()) {
            notes.add("one point stands for rows that differ in " + String.join(", ", differing)
                    + "; --by or --where tells them apart");
        }
    }

    /** The floors of what is drawn that have a place on the axis. */
    private static List<Point> floors(ChartRequest request, List<Row> rows) {
        String column = FLOORS.get(request.y());
        return column == null
                ? List.of()
                : rows.stream()
                        .filter(row -> row.available(column).isPresent())
                        .map(row -> Point.of(
                                ChartRows.value(row, request.x()),
                                row.available(column).getAsDouble()))
                        .filter(point -> (request.logY() ? Scale.LOG10 : Scale.LINEAR).hasPlace(point.y()))
                        .toList();
    }

    /** What a point stands for; empty where it stands for one row. */
    private static String title(IntSummaryStatistics counts) {
        if (counts.getMax() == 1) {
            return "";
        }
        if (counts.getMax() < Medians.FEWEST_FOR_INTERVAL) {
            return "median and range";
        }
        return "median and 95 % interval"
                + (counts.getMin() < Medians.FEWEST_FOR_INTERVAL
                        ? ", range below " + Medians.FEWEST_FOR_INTERVAL + " values"
                        : "");
    }

    private static Scale scale(boolean logarithmic, int base, List<Row> rows, String column) {
        if (!logarithmic) {
            return Scale.LINEAR;
        }
        boolean powers = rows.stream()
                .mapToDouble(row -> ChartRows.value(row, column))
                .allMatch(value -> Math.scalb(1.0, Math.getExponent(value)) == value);
        return base == 2 || base == 0 && powers ? Scale.LOG2 : Scale.LOG10;
    }
}
