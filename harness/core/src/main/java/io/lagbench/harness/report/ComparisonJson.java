package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Crossover;
import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.Ratio;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A comparison for programs.
 *
 * @param ratios in the measure, by pair; of those that have one
 */
record ComparisonJson(Comparison comparison, Metric metric, Map<Pair, Ratio> ratios) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * The text.
     *
     * @param sentence the result in one
     * @param failures of gates, a line each
     * @param notJudged gates, or parts of them, that could not be judged, a line each
     */
    String text(List<Crossover> crossovers, String sentence, List<String> failures, List<String> notJudged) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("base", comparison.base());
        root.put("contender", comparison.contender());
        root.put("measure", metric.name());
        root.put("pairs", comparison.pairs().stream().map(this::pair).toList());
        root.put("only_base", comparison.onlyBase().stream().map(this::params).toList());
        root.put(
                "only_contender",
                comparison.onlyContender().stream().map(this::params).toList());
        root.put("warnings", comparison.warnings());
        root.put("crossovers", crossovers.stream().map(this::crossover).toList());
        root.put("sentence", sentence);
        root.put("failed", failures);
        root.put("not_judged", notJudged);
        return JSON.writeValueAsString(root);
    }

    private Map<String, Object> crossover(Crossover crossover) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("axis", crossover.axis());
        fields.put("at", crossover.at());
        fields.put(
                "between",
                List.of(
                        crossover.near().param(crossover.axis()),
                        crossover.far().param(crossover.axis())));
        fields.put("better_above", crossover.contenderBetterAbove() ? comparison.contender() : comparison.base());
        fields.put("certain", crossover.certain());
        fields.put("key", params(crossover.near().base()));
        return fields;
    }

    private Map<String, Object> pair(Pair pair) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("base", side(pair.base()));
        fields.put("contender", side(pair.contender()));
        Ratio ratio = ratios.get(pair);
        if (ratio != null) {
            fields.put("factor", finite(ratio.factor()));
            ratio.interval().ifPresent(interval -> {
                fields.put("low", finite(interval.low()));
                fields.put("high", finite(interval.high()));
            });
            fields.put("p", ratio.pValue());
            fields.put("verdict", ratio.verdict().name().toLowerCase(Locale.ROOT));
        }
        fields.put("trained_alike", pair.trainingDifference().isEmpty());
        fields.put("learns_worse", pair.learnsWorse().map(Pair.Worse::certain).orElse(false));
        return fields;
    }

    /** JSON has no infinity; the verdict and both medians say the rest. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private Map<String, Object> side(Cell cell) {
        Map<String, Object> fields = new LinkedHashMap<>(params(cell));
        fields.put("trials", cell.trials().size());
        if (cell.judged() > 0) {
            fields.put("solved", cell.solved());
        }
        cell.median(Metrics.ACCURACY).ifPresent(median -> fields.put("accuracy", median));
        cell.median(metric).ifPresent(median -> fields.put(metric.name(), median));
        return fields;
    }

    private Map<String, Object> params(Cell cell) {
        Map<String, Object> params = new LinkedHashMap<>();
        comparison.columns().stream()
                .filter(column -> !column.equals(Cell.RUN))
                .forEach(column -> params.put(column, cell.param(column)));
        return params;
    }
}
