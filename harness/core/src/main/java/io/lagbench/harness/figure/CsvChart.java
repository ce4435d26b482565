package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.chart.ReferenceLine;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.chart.Series;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.results.CellKey;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Medians;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A chart of two columns of a CSV file.
 *
 * @param chart what is drawn
 * @param notes what is not, a line each
 */
public record CsvChart(Chart chart, List<String> notes) {
    private static final String TRIAL_ID = "trial_id";
    private static final String SOLVED = "solved";
    private static final String MEDIAN = "_median";

    /** Columns of learning.csv along which all trials are evaluated at the same places. */
    private static final List<String> CURVES = List.of("update", "sequences");

    private static final int MOST_MARKERS = 40;
    private static final int MANY_SERIES = 14;

    private static final Map<String, String> FLOORS = Map.of(
            "final_loss", "loss_floor",
            "loss", "loss_floor",
            "accuracy", "accuracy_floor",
            "recall_accuracy", "recall_floor");

    /**
     * What to draw.
     *
     * @param file a CSV file; beside a trials.csv, files with trial ids have its columns too
     * @param x column of numbers
     * @param y column of numbers
     * @param by columns that tell series apart
     * @param where values, one of which rows must have, by column
     * @param logX whether the horizontal axis is logarithmic
     * @param logY whether the vertical axis is
     * @param base 2 or 10 for logarithmic axes; 0 for 2 where all values are powers of it, else 10
     * @param lines values to draw as lines
     */
    public record Request(
            Path file,
            String x,
            String y,
            List<String> by,
            Map<String, List<String>> where,
            boolean logX,
            boolean logY,
            int base,
            List<ReferenceLine> lines) {}

    /**
     * Makes the chart. Rows of trials that did not end ok are left out unless {@code where} names a status; rows at the same
     * place are drawn as their median with its 95 % interval, or with their range if there are fewer than five.
     *
     * @throws ConfigurationException if there is nothing to draw; the message says why
     */
    public static CsvChart of(Request request) throws IOException {
        List<String> notes = new ArrayList<>();
        List<Row> rows = ChartRows.of(request, notes);
        return new CsvChart(chart(request, rows, notes), notes);
    }

    /**
     * A line of the chart.
     *
     * @param name as the legend shows it
     * @param places the rows at each place
     */
    private record Line(String name, Map<Double, List<Row>> places) {
        Row firstRow() {
            return places.values().iterator().next().get(0);
        }
    }

    private static Chart chart(Request request, List<Row> rows, List<String> notes) {
        List<Line> lines = lines(request, rows, notes);
        boolean curves = lines.stream().anyMatch(line -> line.places().size() > MOST_MARKERS);
        List<Series> series = lines.stream()
                .map(line -> new Series(
                        line.name(),
                        curves && line.places().size() > 1 ? Series.Kind.CURVE : Series.Kind.POINTS,
                        points(request, line)))
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
                new Axis(request.x().replace('_', ' '), scale(request.logX(), request.base(), rows, request.x())),
                new Axis(request.y().replace('_', ' '), scale(request.logY(), request.base(), rows, request.y())),
                floors.with(series),
                Stream.concat(request.lines().stream(), floors.lines().stream()).toList());
    }

    /** The rows, line by line; a name leaves out what all lines share. */
    private static List<Line> lines(Request request, List<Row> rows, List<String> notes) {
        List<String> telling = request.by().stream()
                .filter(column ->
                        rows.stream().map(row -> row.text(column)).distinct().count() > 1)
                .toList();
        List<String> naming = telling.isEmpty() ? request.by() : telling;
        Map<String, List<Row>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> naming.stream().map(column -> name(row, column)).collect(Collectors.joining(", ")),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Line> lines = new ArrayList<>();
        boolean kept = false;
        for (Map.Entry<String, List<Row>> group : groups.entrySet()) {
            Map<Double, List<Row>> places = new TreeMap<>(
                    group.getValue().stream().collect(Collectors.groupingBy(row -> ChartRows.value(row, request.x()))));
            kept |= isCurve(request, rows) && keepLast(request, group.getValue(), places);
            lines.add(new Line(group.getKey().isEmpty() ? request.y() : group.getKey(), places));
        }
        if (kept) {
            notes.add("a trial that was solved and ended keeps its last value");
        }
        return lines;
    }

    /** How a value is written where series are told apart: a number, or nothing, not without its column. */
    private static String name(Row row, String column) {
        String text = row.text(column);
        return text.isEmpty() || ChartRows.number(row, column).isPresent()
                ? column.replace('_', ' ') + " " + (text.isEmpty() ? "none" : text)
                : text;
    }

    /** Notes in what rows differ that one point stands for. */
    private static void pooled(Request request, List<Line> lines, List<String> notes) {
        // Rows that differ in what makes a cell, or in stage or phase, are not repetitions of each other.
        List<String> apart = Stream.concat(
                        CellKey.columns(lines.get(0).firstRow().fields().keySet()).stream(),
                        Stream.of("stage", "phase"))
                .toList();
        List<String> differing = apart.stream()
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

    /**
     * In a curve, a trial that was solved and ended keeps its last value: without it, the curve would be of those that are
     * not solved yet.
     *
     * @return whether any does
     */
    private static boolean keepLast(Request request, List<Row> rows, Map<Double, List<Row>> places) {
        Map<String, Row> last = new LinkedHashMap<>();
        for (Row row : rows) {
            if (Cell.solved(row)) {
                last.merge(
                        row.text(TRIAL_ID),
                        row,
                        (one, other) ->
                                ChartRows.value(one, request.x()) > ChartRows.value(other, request.x()) ? one : other);
            }
        }
        boolean kept = false;
        for (Row row : last.values()) {
            for (Map.Entry<Double, List<Row>> place : places.entrySet()) {
                if (place.getKey() > ChartRows.value(row, request.x())) {
                    place.getValue().add(row);
                    kept = true;
                }
            }
        }
        return kept;
    }

    private static boolean isCurve(Request request, List<Row> rows) {
        return CURVES.contains(request.x())
                && rows.get(0).fields().keySet().containsAll(List.of(TRIAL_ID, CURVES.get(0), SOLVED));
    }

    private static List<Point> points(Request request, Line line) {
        List<Point> points = new ArrayList<>();
        line.places()
                .forEach((x, rows) -> points.add(
                        rows.size() == 1
                                ? summarized(request, x, rows.get(0))
                                : MedianPoint.withInterval(
                                        x,
                                        rows.stream()
                                                .mapToDouble(row -> ChartRows.value(row, request.y()))
                                                .toArray())));
        return points;
    }

    /** The point of one row; of summary.csv with the interval that stands beside the median. */
    private static Point summarized(Request request, double x, Row row) {
        double y = ChartRows.value(row, request.y());
        if (request.y().endsWith(MEDIAN)) {
            String measure = request.y().substring(0, request.y().length() - MEDIAN.length());
            OptionalDouble low = row.available(measure + "_low");
            OptionalDouble high = row.available(measure + "_high");
            if (low.isPresent() && high.isPresent() && !(request.logY() && low.getAsDouble() <= 0)) {
                return new Point(x, y, Math.min(y, low.getAsDouble()), Math.max(y, high.getAsDouble()));
            }
        }
        return Point.of(x, y);
    }

    /** The floors of what is drawn that have a place on the axis. */
    private static List<Point> floors(Request request, List<Row> rows) {
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
