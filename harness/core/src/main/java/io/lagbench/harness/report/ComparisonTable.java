package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.Ratio;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The pairs of a comparison in one metric. */
final class ComparisonTable {
    private final Comparison comparison;
    private final Metric metric;
    private final VerdictWords words;
    private final Map<Pair, Ratio> ratios;

    /** @param ratios in the metric, by pair; of those that have one */
    ComparisonTable(Comparison comparison, Metric metric, Map<Pair, Ratio> ratios) {
        this.comparison = comparison;
        this.metric = metric;
        this.words = new VerdictWords(metric);
        this.ratios = ratios;
    }

    /** One line a pair: both medians, the factor, and what was learned. */
    DataTable table() {
        List<String> naming = comparison.namingColumns();
        List<String> header = new ArrayList<>(naming);
        header.addAll(List.of(
                comparison.base() + " " + metric.name(),
                comparison.contender() + " " + metric.name(),
                "times " + words.better() + " [95 %]",
                "p",
                "verdict",
                "trials",
                "accuracy",
                "solved"));
        DataTable table = new DataTable(header);
        for (Pair pair : comparison.pairs()) {
            List<String> line = new ArrayList<>();
            naming.forEach(column -> line.add(pair.param(column)));
            Ratio ratio = ratios.get(pair);
            line.add(median(pair.base()));
            line.add(median(pair.contender()));
            line.add(ratio == null ? "" : Numbers.factor(ratio.factor(), ratio.interval()));
            line.add(ratio == null || ratio.interval().isEmpty() ? "" : Numbers.pValue(ratio.pValue()));
            line.add(verdict(pair, ratio));
            line.add(trials(pair.base()) + " / " + trials(pair.contender()));
            line.add(Numbers.fixed(pair.base().median(Metrics.ACCURACY), 3) + " / "
                    + Numbers.fixed(pair.contender().median(Metrics.ACCURACY), 3));
            line.add(
                    pair.judged()
                            ? pair.base().solved() + " / " + pair.contender().solved()
                            : "");
            table.row(line);
        }
        return table;
    }

    private String median(Cell cell) {
        OptionalDouble median = cell.median(metric);
        return median.isPresent() ? Numbers.significant(median.getAsDouble(), 4) : "";
    }

    private String verdict(Pair pair, Ratio ratio) {
        String verdict = ratio == null ? "no value on a side" : words.of(ratio.verdict());
        if (pair.trainingDifference().isPresent()) {
            return verdict + ", trained " + pair.trainingDifference().get();
        }
        return verdict
                + pair.learnsWorse()
                        .map(worse -> (worse.certain() ? ", LEARNS WORSE: " : ", may learn worse: ")
                                + worse.learned()
                                        .map(learned -> both(pair, learned))
                                        .orElse("solved"))
                        .orElse("");
    }

    private static String both(Pair pair, Metric learned) {
        return learned.label() + " " + Numbers.fixed(pair.base().median(learned), 3) + " / "
                + Numbers.fixed(pair.contender().median(learned), 3);
    }

    /** Trials, and how many of them have results, if not all. */
    private static String trials(Cell cell) {
        int all = cell.trials().size();
        return cell.ok().size() == all ? Integer.toString(all) : cell.ok().size() + " of " + all;
    }
}
