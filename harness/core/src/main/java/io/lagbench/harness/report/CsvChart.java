package io.lagbench.harness.report;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import io.lagbench.harness.plot.Axis;
import io.lagbench.harness.plot.Chart;
import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.ReferenceLine;
import io.lagbench.harness.plot.Scale;
import io.lagbench.harness.plot.Series;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.stats.Medians;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A chart of two columns of a CSV file.
 *
 * @param chart what is drawn
 * @param notes what is not, a line each
 */
public record CsvChart(Chart chart, List<String> notes) {
    private static final String TRIAL_ID = "trial_id";
    private static final String STATUS = "status";
    private static final String MEDIAN = "_median";
    private static final int MOST_MARKERS = 40;
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
     * @param where column and value that rows must have
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
            Map<String, String> where,
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
        List<Row> rows = rows(request, notes);
        rows = kept(rows, row -> matches(row, request.where()), "", notes);
        if (rows.isEmpty()) {
            throw new ConfigurationException(request.file() + ": no row has "
                    + request.where().entrySet().stream()
                            .map(condition -> condition.getKey() + "=" + condition.getValue())
                            .collect(Collectors.joining(" and "))
                    + "; allowed: values that are in the file");
        }
        if (rows.get(0).fields().containsKey(STATUS) && !request.where().containsKey(STATUS)) {
            rows = kept(rows, row -> row.text(STATUS).equals("ok"), "of trials that did not end ok", notes);
        }
        requireNumbers(request, rows, "--x", request.x());
        requireNumbers(request, rows, "--y", request.y());
        rows = kept(
                rows,
                row -> number(row, request.x()).isPresent()
                        && number(row, request.y()).isPresent(),
                "without a number in " + request.x() + " or " + request.y(),
                notes);
        rows = kept(
                rows,
                row -> !(request.logX() && value(row, request.x()) <= 0)
                        && !(request.logY() && value(row, request.y()) <= 0),
                "with a value that has no place on a logarithmic axis",
                notes);
        if (rows.isEmpty()) {
            throw new ConfigurationException(request.file() + ": nothing is left to draw: " + String.join("; ", notes));
        }
        return new CsvChart(chart(request, rows), notes);
    }

    private static List<Row> rows(Request request, List<String> notes) throws IOException {
        Path file = request.file();
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException(file + ": there is no such file; allowed: a CSV file of a run");
        }
        CsvRows csv = CsvRows.read(file);
        if (csv.rows().isEmpty()) {
            throw new ConfigurationException(file + ": has no rows");
        }
        if (csv.dropped() > 0) {
            notes.add(csv.dropped() + (csv.dropped() == 1 ? " row was" : " rows were") + " cut or damaged");
        }
        if (csv.columns().contains("schema_version")) {
            StoredRun.requireVersion(csv);
        }
        List<Row> rows = withTrials(csv);
        List<String> columns = List.copyOf(rows.get(0).fields().keySet());
        requireColumn(columns, "--x", request.x());
        requireColumn(columns, "--y", request.y());
        request.by().forEach(column -> requireColumn(columns, "--by", column));
        request.where().keySet().forEach(column -> requireColumn(columns, "--where", column));
        return rows;
    }

    /** The rows, with the columns of their trials where trials.csv lies beside. */
    private static List<Row> withTrials(CsvRows csv) throws IOException {
        Path trials = csv.file().resolveSibling(Schema.TRIALS.file());
        if (!csv.columns().contains(TRIAL_ID) || csv.columns().contains(STATUS) || !Files.isRegularFile(trials)) {
            return csv.rows();
        }
        CsvRows read = CsvRows.read(trials);
        Map<String, Row> byId = read.rows().stream()
                .collect(Collectors.toMap(row -> row.text(TRIAL_ID), row -> row, (first, second) -> first));
        List<Row> joined = new ArrayList<>();
        for (Row row : csv.rows()) {
            Map<String, String> fields = new LinkedHashMap<>();
            read.columns().forEach(column -> fields.put(column, ""));
            Row trial = byId.get(row.text(TRIAL_ID));
            if (trial != null) {
                fields.putAll(trial.fields());
            }
            fields.putAll(row.fields());
            joined.add(row.with(fields));
        }
        return joined;
    }

    private static void requireColumn(List<String> columns, String option, String column) {
        if (!columns.contains(column)) {
            throw new ConfigurationException(option + ": " + Names.unknown("column", column, columns));
        }
    }

    private static void requireNumbers(Request request, List<Row> rows, String option, String column) {
        if (rows.stream().anyMatch(row -> !row.text(column).isEmpty())
                && rows.stream().noneMatch(row -> number(row, column).isPresent())) {
            throw new ConfigurationException(option + ": column " + column + " of " + request.file()
                    + " holds no numbers, such as '" + rows.get(0).text(column) + "'; allowed: a column of numbers");
        }
    }

    private static List<Row> kept(List<Row> rows, Predicate<Row> condition, String what, List<String> notes) {
        List<Row> kept = rows.stream().filter(condition).toList();
        int lost = rows.size() - kept.size();
        if (lost > 0 && !what.isEmpty()) {
            notes.add(lost + (lost == 1 ? " row " : " rows ") + what + (lost == 1 ? " is" : " are") + " left out");
        }
        return kept;
    }

    private static boolean matches(Row row, Map<String, String> where) {
        return where.entrySet().stream().allMatch(condition -> {
            String text = row.text(condition.getKey());
            OptionalDouble number = number(row, condition.getKey());
            return text.equals(condition.getValue())
                    || number.isPresent()
                            && condition.getValue().matches("-?[0-9.]+(e-?[0-9]+)?")
                            && number.getAsDouble() == Double.parseDouble(condition.getValue());
        });
    }

    private static OptionalDouble number(Row row, String column) {
        try {
            return row.number(column);
        } catch (ConfigurationException e) {
            return OptionalDouble.empty(); // text in a column of numbers
        }
    }

    private static double value(Row row, String column) {
        return number(row, column).orElseThrow();
    }

    private static Chart chart(Request request, List<Row> rows) {
        Map<String, List<Row>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> request.by().stream()
                                .map(column -> number(row, column).isPresent()
                                        ? column.replace('_', ' ') + " " + row.text(column)
                                        : row.text(column))
                                .collect(Collectors.joining(", ")),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Series> series = new ArrayList<>();
        groups.forEach((name, group) -> {
            List<Point> points = points(request, group);
            series.add(new Series(
                    name.isEmpty() ? request.y() : name,
                    points.size() > MOST_MARKERS ? Series.Kind.CURVE : Series.Kind.POINTS,
                    points));
        });
        List<ReferenceLine> lines = new ArrayList<>(request.lines());
        floor(request, rows, series, lines);
        return new Chart(
                title(request, groups),
                new Axis(request.x().replace('_', ' '), scale(request.logX(), request.base(), rows, request.x())),
                new Axis(request.y().replace('_', ' '), scale(request.logY(), request.base(), rows, request.y())),
                series,
                lines);
    }

    private static List<Point> points(Request request, List<Row> group) {
        Map<Double, List<Row>> places = group.stream()
                .collect(Collectors.groupingBy(row -> value(row, request.x()), TreeMap::new, Collectors.toList()));
        List<Point> points = new ArrayList<>();
        places.forEach((x, rows) -> points.add(
                rows.size() == 1
                        ? summarized(request, x, rows.get(0))
                        : SweptLines.point(
                                x,
                                rows.stream()
                                        .mapToDouble(row -> value(row, request.y()))
                                        .toArray())));
        return points;
    }

    /** The point of one row; of summary.csv with the interval that stands beside the median. */
    private static Point summarized(Request request, double x, Row row) {
        double y = value(row, request.y());
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

    /** The floor of what is drawn: a line where it is the same everywhere, else a dashed series. */
    private static void floor(Request request, List<Row> rows, List<Series> series, List<ReferenceLine> lines) {
        String column = FLOORS.get(request.y());
        Map<Double, Double> floors = new TreeMap<>();
        Map<Double, Double> seen = new HashMap<>();
        for (Row row : rows) {
            OptionalDouble floor = column == null ? OptionalDouble.empty() : row.available(column);
            if (floor.isPresent() && !(request.logY() && floor.getAsDouble() <= 0)) {
                floors.put(value(row, request.x()), floor.getAsDouble());
                seen.put(floor.getAsDouble(), floor.getAsDouble());
            }
        }
        if (seen.size() == 1) {
            lines.add(new ReferenceLine("floor", seen.keySet().iterator().next()));
        } else if (seen.size() > 1) {
            series.add(new Series(
                    "floor",
                    Series.Kind.REFERENCE,
                    floors.entrySet().stream()
                            .map(floor -> Point.of(floor.getKey(), floor.getValue()))
                            .toList()));
        }
    }

    /** What a point stands for; empty where it stands for one row. */
    private static String title(Request request, Map<String, List<Row>> groups) {
        long most = 1;
        long fewest = Long.MAX_VALUE;
        for (List<Row> group : groups.values()) {
            for (long count : group.stream()
                    .collect(Collectors.groupingBy(row -> value(row, request.x()), Collectors.counting()))
                    .values()) {
                most = Math.max(most, count);
                fewest = Math.min(fewest, count);
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
                .mapToDouble(row -> value(row, column))
                .allMatch(value -> Math.getExponent(value) == Math.log(value) / Math.log(2));
        return base == 2 || base == 0 && powers ? Scale.LOG2 : Scale.LOG10;
    }
}
