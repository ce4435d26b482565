package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.Role;
import io.lagbench.harness.results.Column;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.SettingColumns;
import io.lagbench.harness.results.Table;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The columns of summary.csv: what makes a cell, the share solved, and three for each metric that is summarized. */
public final class SummaryTable {
    private SummaryTable() {}

    /** A cell with the intervals of its medians, which take milliseconds each. */
    public record Row(Cell cell, Map<Metric, Interval> intervals) {
        static Row of(Cell cell) {
            Map<Metric, Interval> intervals = new HashMap<>();
            for (Metric metric : Metrics.summarized()) {
                cell.medianInterval(metric).ifPresent(interval -> intervals.put(metric, interval));
            }
            return new Row(cell, intervals);
        }

        private Object end(Metric metric, ToDoubleFunction<Interval> end) {
            Interval interval = intervals.get(metric);
            return interval == null ? null : end.applyAsDouble(interval);
        }
    }

    /** The file of some cells. */
    public static String csv(List<Cell> cells) {
        return of(cells).text(cells.stream().map(Row::of).toList());
    }

    /** The table of some cells: that of every run, and the settings that they have. */
    public static Table<Row> of(List<Cell> cells) {
        List<Column<Row>> columns = new ArrayList<>();
        columns.add(new Column<>(Schema.VERSION_FIELD, "version of this schema", r -> Schema.VERSION));
        // The budget's columns and all after them came later, and columns are only ever appended.
        SettingColumns.OF_EVERY_CELL.stream()
                .filter(column -> !Cell.SCHEDULE.contains(column))
                .forEach(column -> columns.add(param(column)));
        columns.add(new Column<>(
                "trials",
                "trials of the cell, however they ended",
                r -> r.cell().trials().size()));
        columns.add(new Column<>(
                "solved",
                "how many of them ended ok and solved; empty where only latency is measured",
                r -> r.cell().judged() == 0 ? null : r.cell().solved()));
        columns.add(new Column<>(
                "solved_low",
                "lower end of the 95 % Wilson score interval of the share that is solved, of those that are judged",
                r -> r.cell().solvedInterval().map(Interval::low).orElse(null)));
        columns.add(new Column<>(
                "solved_high",
                "its upper end",
                r -> r.cell().solvedInterval().map(Interval::high).orElse(null)));
        List<Metric> appended = new ArrayList<>();
        for (Metric metric : Metrics.summarized()) {
            if (Schema.isAppended(metric.name())) {
                appended.add(metric);
            } else {
                columns.addAll(of(metric));
            }
        }
        SettingColumns.OF_EVERY_CELL.stream()
                .filter(Cell.SCHEDULE::contains)
                .forEach(column -> columns.add(param(column)));
        columns.add(new Column<>(
                "cell_id",
                "hash of what makes the cell, as in trials.csv",
                r -> r.cell().id()));
        appended.forEach(metric -> columns.addAll(of(metric)));
        columns.add(new Column<>(
                Cell.HOST,
                "hash of the host, as in trials.csv, where trials of the run ran on several: then they are not of one cell",
                r -> r.cell().param(Cell.HOST)));
        Cell.columns(cells).stream().filter(SettingColumns::isSet).forEach(column -> columns.add(param(column)));
        return new Table<>(
                "summary.csv",
                "One row a cell, the trials that differ only in seed and fork; written when the run ends, however it ends,"
                        + " from the rows of trials.csv. A median is over the trials that ended ok and have a value. Its interval is"
                        + " the 95 % percentile bootstrap's, 10,000 resamples from a fixed seed; empty below "
                        + Medians.FEWEST_FOR_INTERVAL + " values. Settings that no column here holds follow in columns"
                        + " set_<key>.",
                columns);
    }

    private static Column<Row> param(String name) {
        return new Column<>(
                name,
                Schema.trials().meaning(name).orElse("setting of its trials"),
                r -> r.cell().param(name));
    }

    private static List<Column<Row>> of(Metric metric) {
        String name = metric.name();
        return List.of(
                new Column<>(
                        name + "_median",
                        "median of: " + metric.meaning()
                                + (metric.role() == Role.EFFORT ? "; of the trials that are solved" : ""),
                        r -> orNull(r.cell().median(metric))),
                new Column<>(name + "_low", "lower end of its interval", r -> r.end(metric, Interval::low)),
                new Column<>(name + "_high", "upper end", r -> r.end(metric, Interval::high)));
    }

    private static Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
