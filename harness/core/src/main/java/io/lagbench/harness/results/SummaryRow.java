package io.lagbench.harness.results;

import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.Medians;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A row of summary.csv.
 *
 * @param cell the cell
 * @param intervals of its medians, by column of trials.csv; missing where there are too few values
 */
public record SummaryRow(CellSummary cell, Map<String, Interval> intervals) {
    private static final String OF_SOLVED = ", of the trials that are solved";

    /** A column of trials.csv that is summarized. */
    private record Measure(String column, String meaning) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("updates_to_solve", "updates until solved" + OF_SOLVED),
            new Measure("sequences_to_solve", "sequences trained on until solved" + OF_SOLVED),
            new Measure("seconds_to_solve", "fit time until solved" + OF_SOLVED),
            new Measure("final_loss", "loss of the last evaluation"),
            new Measure("accuracy", "accuracy of the last evaluation"),
            new Measure("recall_accuracy", "recall accuracy of the last evaluation"),
            new Measure("recall_margin", "recall margin of the last evaluation"),
            new Measure("fit_p50_us", "each trial's median fit latency"),
            new Measure("fit_p99_us", "each trial's 99th percentile of the fit latency"),
            new Measure("steps_per_s", "steps per second of fit time"),
            new Measure("train_s", "sum of the fit latencies"),
            new Measure("overhead_share", "the harness's own share of the wall time"),
            new Measure("peak_rss_mb", "peak resident set size"),
            new Measure("peak_heap_mb", "peak use of the Java heap"),
            new Measure("peak_device_mb", "peak use of device memory"));

    /** The row of a cell. Draws every interval once: they take milliseconds each. */
    static SummaryRow of(CellSummary cell) {
        Map<String, Interval> intervals = new HashMap<>();
        for (Measure measure : MEASURES) {
            cell.medianInterval(measure.column()).ifPresent(interval -> intervals.put(measure.column(), interval));
        }
        return new SummaryRow(cell, intervals);
    }

    /** @param trials the table whose rows are summarized; a cell's columns mean the same as there */
    static Table<SummaryRow> table(Table<TrialRecord> trials) {
        List<Column<SummaryRow>> columns = new ArrayList<>();
        columns.add(new Column<>("schema_version", "version of this schema", r -> Schema.VERSION));
        CellSummary.CELL_COLUMNS.stream()
                .filter(param -> !CellSummary.TRAINING.contains(param))
                .forEach(param -> columns.add(param(trials, param)));
        columns.add(new Column<>(
                "trials",
                "trials of the cell, however they ended",
                r -> r.cell().trials().size()));
        columns.add(new Column<>(
                "solved", "how many of them ended ok and solved", r -> r.cell().solved()));
        columns.add(new Column<>(
                "solved_low",
                "lower end of the 95 % Wilson score interval of the share that is solved",
                r -> r.cell().solvedInterval().low()));
        columns.add(new Column<>(
                "solved_high", "its upper end", r -> r.cell().solvedInterval().high()));
        MEASURES.forEach(measure -> columns.addAll(columns(measure)));
        CellSummary.TRAINING.forEach(param -> columns.add(param(trials, param))); // appended: they came later
        return new Table<>(
                "summary.csv",
                "One row a cell, the trials that differ only in seed and fork; written when the run ends, however it ends,"
                        + " from the rows of trials.csv. A median is over the trials that ended ok and have a value. Its interval is"
                        + " the 95 % percentile bootstrap's, 10,000 resamples from a fixed seed; empty below "
                        + Medians.FEWEST_FOR_INTERVAL + " values.",
                columns);
    }

    private static Column<SummaryRow> param(Table<TrialRecord> trials, String name) {
        return new Column<>(name, trials.column(name).meaning(), r -> r.cell().param(name));
    }

    private static List<Column<SummaryRow>> columns(Measure measure) {
        String name = measure.column();
        return List.of(
                new Column<>(
                        name + "_median",
                        "median of: " + measure.meaning(),
                        r -> orNull(r.cell().median(name))),
                new Column<>(name + "_low", "lower end of its interval", r -> r.end(name, Interval::low)),
                new Column<>(name + "_high", "upper end", r -> r.end(name, Interval::high)));
    }

    private Object end(String column, ToDoubleFunction<Interval> end) {
        Interval interval = intervals.get(column);
        return interval == null ? null : end.applyAsDouble(interval);
    }

    private static Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
