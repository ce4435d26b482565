package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run in the form of a result file of JMH 1.37, for tools that draw and gate such files. A cell is a benchmark with
 * parameters, a trial a fork with one iteration, the score the mean fit; error and percentiles are JMH's own, over trials.
 */
public final class JmhResult {
    private static final String JMH_VERSION = "1.37";
    private static final double CONFIDENCE = 0.999;

    /** With fewer values JMH gives no error. */
    private static final int FEWEST_FOR_ERROR = 3;

    private static final double[] PERCENTILES = {0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100};
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JmhResult() {}

    /**
     * The file: an entry for each cell with a trial that ended ok and was timed.
     *
     * @param trials rows of trials.csv
     * @param jvmFlags of the trials' processes
     */
    public static String json(List<Row> trials, List<String> jvmFlags) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Cell cell : Cell.of(trials)) {
            List<Row> timed = cell.ok().stream()
                    .filter(trial -> trial.number(Metrics.FIT_MEAN.name()).isPresent())
                    .toList();
            if (!timed.isEmpty()) {
                entries.add(entry(new Cell(cell.key(), timed), jvmFlags));
            }
        }
        return JSON.writeValueAsString(entries) + "\n";
    }

    private static Map<String, Object> entry(Cell cell, List<String> jvmFlags) {
        Row first = cell.trials().get(0);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("jmhVersion", JMH_VERSION);
        entry.put("benchmark", "io.lagbench." + first.text("suite") + "." + first.text("task") + ".fit");
        entry.put("mode", "avgt");
        entry.put("threads", 1); // threads that call fit; those of the library are a parameter
        entry.put("forks", cell.trials().size());
        entry.put("jvm", "java");
        entry.put("jvmArgs", jvmFlags);
        entry.put("jdkVersion", System.getProperty("java.version"));
        entry.put("vmName", System.getProperty("java.vm.name"));
        entry.put("vmVersion", System.getProperty("java.vm.version"));
        // JMH's iterations have a length in time; here one is all fits of MEASUREMENT, after all of WARMUP.
        entry.put("warmupIterations", 1);
        entry.put("warmupTime", "single-shot");
        entry.put("warmupBatchSize", 1);
        entry.put("measurementIterations", 1);
        entry.put("measurementTime", "single-shot");
        entry.put("measurementBatchSize", 1);
        Map<String, String> params = new LinkedHashMap<>();
        Cell.columns(List.of(cell)).stream()
                .filter(column -> !column.equals(Cell.RUN))
                .filter(column ->
                        !column.equals(Cell.HOST) || !cell.param(column).isEmpty())
                .forEach(column -> params.put(column, cell.param(column)));
        entry.put("params", params);
        entry.put("primaryMetric", metric(cell, Metrics.FIT_MEAN, "us/op"));
        Map<String, Object> secondary = new LinkedHashMap<>();
        for (Metric measured : Metrics.summarized()) {
            if (cell.trials().stream()
                    .allMatch(trial -> trial.available(measured.name()).isPresent())) {
                secondary.put(
                        measured.name(), metric(cell, measured, measured.unit().label()));
            }
        }
        entry.put("secondaryMetrics", secondary);
        return entry;
    }

    private static Map<String, Object> metric(Cell cell, Metric measured, String unit) {
        return metric(
                cell.trials().stream()
                        .map(trial -> trial.available(measured.name()))
                        .mapToDouble(OptionalDouble::orElseThrow)
                        .toArray(),
                1,
                unit);
    }

    /**
     * A metric as JMH computes it.
     *
     * @param values one for each iteration of each fork
     * @param iterations of a fork
     */
    static Map<String, Object> metric(double[] values, int iterations, String unit) {
        double mean = Mean.of(values).getAsDouble();
        double error = error(values);
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("score", mean);
        metric.put("scoreError", number(error));
        metric.put("scoreConfidence", List.of(number(mean - error), number(mean + error)));
        Map<String, Object> percentiles = new LinkedHashMap<>();
        for (double p : PERCENTILES) {
            percentiles.put(Double.toString(p), percentile(values, p));
        }
        metric.put("scorePercentiles", percentiles);
        metric.put("scoreUnit", unit);
        List<List<Double>> raw = new ArrayList<>();
        for (int from = 0; from < values.length; from += iterations) {
            raw.add(Arrays.stream(values, from, from + iterations).boxed().toList());
        }
        metric.put("rawData", raw);
        return metric;
    }

    private static double percentile(double[] values, double p) {
        return p == 0 ? Arrays.stream(values).min().orElseThrow() : new Percentile(p).evaluate(values);
    }

    private static double error(double[] values) {
        if (values.length < FEWEST_FOR_ERROR) {
            return Double.NaN;
        }
        double deviation = StandardDeviation.of(values).getAsDouble();
        return TDistribution.of(values.length - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2)
                * deviation
                / Math.sqrt(values.length);
    }

    /** JSON has no NaN; JMH writes it as text. */
    private static Object number(double value) {
        return Double.isNaN(value) ? "NaN" : (Object) value;
    }
}
