package io.lagbench.harness.figure;

import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The rows of a CSV file that a chart shows. */
final class ChartRows {
    private static final String TRIAL_ID = "trial_id";
    private static final String STATUS = "status";
    private static final int MOST_VALUES = 12;

    private ChartRows() {}

    /**
     * The rows that meet the conditions and have both numbers.
     *
     * @param notes is told what is left out, a line each
     * @throws ConfigurationException if none is left, or there is no such file or column
     */
    static List<Row> of(ChartRequest request, List<String> notes) throws IOException {
        List<Row> all = read(request, notes);
        List<Row> rows = kept(all, row -> matches(row, request.where()), "", notes);
        if (rows.isEmpty()) {
            throw new ConfigurationException(noRow(request, all));
        }
        if (rows.get(0).fields().containsKey(STATUS)
                && rows.get(0).fields().containsKey(TRIAL_ID)
                && !request.where().containsKey(STATUS)) {
            rows = kept(rows, row -> !row.text(STATUS).isEmpty(), "of trials that trials.csv does not have", notes);
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
                row -> (!request.logX() || Scale.LOG10.hasPlace(value(row, request.x())))
                        && (!request.logY() || Scale.LOG10.hasPlace(value(row, request.y()))),
                "with a value that has no place on a logarithmic axis",
                notes);
        if (rows.isEmpty()) {
            throw new ConfigurationException(request.file() + ": nothing is left to draw: " + String.join("; ", notes));
        }
        return rows;
    }

    /** Why no row is left: the values that a column has, where it has none of those asked for. */
    private static String noRow(ChartRequest request, List<Row> rows) {
        for (Map.Entry<String, List<String>> condition : request.where().entrySet()) {
            if (rows.stream().noneMatch(row -> matches(row, Map.of(condition.getKey(), condition.getValue())))) {
                List<String> values = rows.stream()
                        .map(row -> row.text(condition.getKey()))
                        .distinct()
                        .toList();
                return request.file() + ": no row has " + condition.getKey() + "="
                        + String.join(" or ", condition.getValue()) + "; allowed: "
                        + values.stream().limit(MOST_VALUES).collect(Collectors.joining(", "))
                        + (values.size() > MOST_VALUES ? " and " + (values.size() - MOST_VALUES) + " more" : "");
            }
        }
        return request.file() + ": no row meets all of --where; allowed: values that stand in one row";
    }

    private static List<Row> read(ChartRequest request, List<String> notes) throws IOException {
        Path file = request.file();
        FileProblems.missing(file).ifPresent(why -> {
            throw new ConfigurationException(file + ": " + why + "; allowed: a CSV file of a run");
        });
        CsvRows csv = CsvRows.read(file);
        if (csv.rows().isEmpty()) {
            throw new ConfigurationException(file + ": has no rows"
                    + csv.notes().stream().map(note -> ", " + note).collect(Collectors.joining())
                    + "; allowed: a CSV file with a header and rows");
        }
        notes.addAll(csv.notes());
        if (csv.columns().contains(Schema.VERSION_FIELD)) {
            StoredRun.requireVersion(csv);
        }
        List<Row> rows = withTrials(csv);
        List<String> columns = List.copyOf(rows.get(0).fields().keySet());
        boolean alone = csv.columns().contains(TRIAL_ID) && !columns.contains(STATUS);
        requireColumn(columns, alone, "--x", request.x());
        requireColumn(columns, alone, "--y", request.y());
        request.by().forEach(column -> requireColumn(columns, alone, "--by", column));
        request.where().keySet().forEach(column -> requireColumn(columns, alone, "--where", column));
        return rows;
    }

    /** The rows, with the columns of their trials where trials.csv lies beside. */
    private static List<Row> withTrials(CsvRows csv) throws IOException {
        Path trials = csv.file().resolveSibling(Schema.trials().file());
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

    /** @param alone whether the columns of trials are missing because trials.csv does not lie beside the file */
    private static void requireColumn(List<String> columns, boolean alone, String option, String column) {
        if (!columns.contains(column)) {
            throw new ConfigurationException(option + ": " + Names.unknown("column", column, columns)
                    + (alone && Schema.trials().header().contains(column)
                            ? "; it is a column of trials.csv, which does not lie beside this file"
                            : ""));
        }
    }

    private static void requireNumbers(ChartRequest request, List<Row> rows, String option, String column) {
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

    private static boolean matches(Row row, Map<String, List<String>> where) {
        return where.entrySet().stream()
                .allMatch(condition ->
                        condition.getValue().stream().anyMatch(value -> row.holds(condition.getKey(), value)));
    }

    /** The number of a field; empty where it is none, or so large that no axis holds it. */
    static OptionalDouble number(Row row, String column) {
        try {
            OptionalDouble number = row.number(column);
            return number.isPresent() && Scale.LINEAR.hasPlace(number.getAsDouble()) ? number : OptionalDouble.empty();
        } catch (ConfigurationException e) {
            return OptionalDouble.empty(); // text in a column of numbers
        }
    }

    /** The number of a field that has one. */
    static double value(Row row, String column) {
        return number(row, column).orElseThrow();
    }
}
