package io.lagbench.harness.report;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plot.Axis;
import io.lagbench.harness.plot.Chart;
import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.ReferenceLine;
import io.lagbench.harness.plot.Scale;
import io.lagbench.harness.plot.Series;
import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Medians;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** Columns that tell cells and stages apart: rows that differ in them are not repetitions of each other. */
    private static final List<String> TELLING = Stream.concat(
                    CellSummary.CELL_COLUMNS.stream(), Stream.of("stage", "phase"))
            .toList();

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

    private static Chart chart(Request request, List<Row> rows, List<String> notes) {
        Map<String, List<Row>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> request.by().stream()
                                .map(column -> name(row, column))
                                .collect(Collectors.joining(", ")),
                        LinkedHashMap::new,
                        Collectors.toList()));
        Map<String, List<Point>> drawn = new LinkedHashMap<>();
        groups.forEach((name, group) -> drawn.put(name.isEmpty() ? request.y() : name, points(request, group)));
        boolean curves = drawn.values().stream().anyMatch(points -> points.size() > MOST_MARKERS);
        List<Series> series = drawn.entrySet().stream()
                .map(line -> new Series(
                        line.getKey(),
                        curves && line.getValue().size() > 1 ? Series.Kind.CURVE : Series.Kind.POINTS,
                        line.getValue()))
                .toList();
        if (series.size() > MANY_SERIES) {
            notes.add(series.size() + " series are hard to tell apart; --where leaves some out");
        }
        pooled(request, groups.values(), notes);
        if (isCurve(request, rows) && rows.stream().anyMatch(CellSummary::solved)) {
            notes.add("a trial that was solved and ended keeps its last value");
        }
        Floors floors = Floors.of(floors(request, rows));
        if (floors.isEmpty() && FLOORS.containsKey(request.y())) {
            notes.add("no floor is drawn: there is none, or too many; --where picks one");
        }
        List<ReferenceLine> lines = new ArrayList<>(request.lines());
        lines.addAll(floors.lines());
        return new Chart(
                title(request, groups),
                new Axis(request.x().replace('_', ' '), scale(request.logX(), request.base(), rows, request.x())),
                new Axis(request.y().replace('_', ' '), scale(request.logY(), request.base(), rows, request.y())),
                floors.with(series),
                lines);
    }

    /** How a value is written where series are told apart: a number, or nothing, not without its column. */
    private static String name(Row row, String column) {
        String text = row.text(column);
        return text.isEmpty() || ChartRows.number(row, column).isPresent()
                ? column.replace('_', ' ') + " " + (text.isEmpty() ? "none" : text)
                : text;
    }

    /** Notes in what rows differ that one point stands for, and whether all points stand for as many. */
    private static void pooled(Request request, Collection<List<Row>> groups, List<String> notes) {
        Set<String> differing = new LinkedHashSet<>();
        Set<Integer> counts = new TreeSet<>();
        for (List<Row> group : groups) {
            for (List<Row> point : places(request, group).values()) {
                counts.add(point.size());
                TELLING.stream()
                        .filter(column -> point.get(0).fields().containsKey(column))
                        .filter(column -> point.stream()
                                        .map(row -> row.text(column))
                                        .distinct()
                                        .count()
                                > 1)
                        .forEach(differing::add);
            }
        }
        differing.remove(request.x());
        if (!differing.isEmpty()) {
            notes.add("one point stands for rows that differ in " + String.join(", ", differing)
                    + "; --by or --where tells them apart");
        }
        if (counts.size() > 1) {
            notes.add("points stand for " + Collections.min(counts) + " to " + Collections.max(counts) + " rows");
        }
    }

    /**
     * The rows at each place. A trial that was solved and ended keeps its last value in a curve: without it, the curve would
     * be of those that are not solved yet.
     */
    private static Map<Double, List<Row>> places(Request request, List<Row> group) {
        TreeMap<Double, List<Row>> places = group.stream()
                .collect(Collectors.groupingBy(
                        row -> ChartRows.value(row, request.x()), TreeMap::new, Collectors.toList()));
        if (isCurve(request, group)) {
            Map<String, Row> last = new LinkedHashMap<>();
            group.stream()
                    .filter(CellSummary::solved)
                    .forEach(row -> last.merge(
                            row.text(TRIAL_ID),
                            row,
                            (one, other) -> ChartRows.value(one, request.x()) > ChartRows.value(other, request.x())
                                    ? one
                                    : other));
            last.values()
                    .forEach(row -> places.tailMap(ChartRows.value(row, request.x()), false)
                            .values()
                            .forEach(rows -> rows.add(row)));
        }
        return places;
    }

    private static boolean isCurve(Request request, List<Row> rows) {
        return CURVES.contains(request.x())
                && rows.get(0).fields().keySet().containsAll(List.of(TRIAL_ID, CURVES.get(0), SOLVED));
    }

    private static List<Point> points(Request request, List<Row> group) {
        List<Point> points = new ArrayList<>();
        places(request, group)
                .forEach((x, rows) -> points.add(
                        rows.size() == 1
                                ? summarized(request, x, rows.get(0))
                                : SweptLines.point(
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
                        .filter(point -> !request.logY() || point.y() > 0)
                        .toList();
    }

    /** What a point stands for; empty where it stands for one row. */
    private static String title(Request request, Map<String, List<Row>> groups) {
        int most = 1;
        int fewest = Integer.MAX_VALUE;
        for (List<Row> group : groups.values()) {
            for (List<Row> point : places(request, group).values()) {
                most = Math.max(most, point.size());
                fewest = Math.min(fewest, point.size());
            }
        }
        if (most == 1) {
            return "";
        }
        if (most < Medians.FEWEST_FOR_INTERVAL) {
            return "median and range";
        }
        return "median and 95 % interval"
                + (fewest < Medians.FEWEST_FOR_INTERVAL
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
