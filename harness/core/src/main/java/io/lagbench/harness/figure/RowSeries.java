package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.SettingColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of one series of a chart.
 *
 * @param name as the legend shows it
 * @param places the rows at each place of the horizontal axis
 */
record RowSeries(String name, Map<Double, List<Row>> places) {
    private static final String TRIAL_ID = "trial_id";
    private static final String SOLVED = "solved";
    private static final String MEDIAN = "_median";

    /** Columns of learning.csv along which all trials are evaluated at the same places. */
    private static final List<String> CURVES = List.of("update", "sequences");

    /** The rows, line by line; a name leaves out what all lines share. */
    static List<RowSeries> of(ChartRequest request, List<Row> rows, List<String> notes) {
        List<String> differing = request.by().stream()
                .filter(column ->
                        rows.stream().map(row -> row.text(column)).distinct().count() > 1)
                .toList();
        List<String> naming = differing.isEmpty() ? request.by() : differing;
        Map<String, List<Row>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> naming.stream().map(column -> name(row, column)).collect(Collectors.joining(", ")),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<RowSeries> lines = new ArrayList<>();
        boolean kept = false;
        for (Map.Entry<String, List<Row>> group : groups.entrySet()) {
            Map<Double, List<Row>> places = new TreeMap<>(
                    group.getValue().stream().collect(Collectors.groupingBy(row -> ChartRows.value(row, request.x()))));
            kept |= isCurve(request, rows) && keepLast(request, group.getValue(), places);
            lines.add(new RowSeries(group.getKey().isEmpty() ? request.y() : group.getKey(), places));
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
                ? SettingColumns.label(column) + " " + (text.isEmpty() ? "none" : text)
                : text;
    }

    /** The first of its rows. */
    Row firstRow() {
        return places.values().iterator().next().get(0);
    }

    /**
     * In a curve, a trial that was solved and ended keeps its last value: without it, the curve would be of those that are
     * not solved yet.
     *
     * @return whether any does
     */
    private static boolean keepLast(ChartRequest request, List<Row> rows, Map<Double, List<Row>> places) {
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

    private static boolean isCurve(ChartRequest request, List<Row> rows) {
        return CURVES.contains(request.x())
                && rows.get(0).fields().keySet().containsAll(List.of(TRIAL_ID, CURVES.get(0), SOLVED));
    }

    /** Its points: the median of the rows at each place. */
    List<Point> points(ChartRequest request) {
        List<Point> points = new ArrayList<>();
        places.forEach((x, rows) -> points.add(
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
    private static Point summarized(ChartRequest request, double x, Row row) {
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
}
