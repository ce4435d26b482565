package io.lagbench.harness.report;

import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Crossover;
import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.PairRatio;
import io.lagbench.harness.analysis.Ratio;
import io.lagbench.harness.analysis.Ratio.Verdict;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** What comes of a comparison in one metric, in sentences. */
final class ComparisonSentences {
    private final Comparison comparison;
    private final Metric metric;
    private final VerdictWords words;
    private final List<PairRatio> compared;

    /** @param compared the pairs with a ratio in the metric */
    ComparisonSentences(Comparison comparison, Metric metric, List<PairRatio> compared) {
        this.comparison = comparison;
        this.metric = metric;
        this.words = new VerdictWords(metric);
        this.compared = compared;
    }

    /** Where the better side changes, a line each; one line where it nowhere does. */
    List<String> crossovers(List<Crossover> crossovers) {
        List<String> lines = new ArrayList<>();
        for (Crossover crossover : crossovers) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Crossover: %s is %s from %s %s on (between %s and %s)%s%s.",
                    crossover.contenderBetterAbove() ? comparison.contender() : comparison.base(),
                    words.better(),
                    crossover.axis(),
                    Numbers.significant(crossover.at(), 2),
                    crossover.near().param(crossover.axis()),
                    crossover.far().param(crossover.axis()),
                    at(
                            comparison.namingColumns().stream()
                                    .filter(column -> !column.equals(crossover.axis()))
                                    .filter(column -> !comparison.chosen().contains(column))
                                    .filter(column -> crossover
                                            .near()
                                            .param(column)
                                            .equals(crossover.far().param(column)))
                                    .toList(),
                            crossover.near()),
                    crossover.certain() ? "" : "; too few trials to be sure"));
        }
        List<String> swept = Crossover.sweptAxes(compared, comparison.workloadColumns());
        if (lines.isEmpty() && !swept.isEmpty()) {
            lines.add("No crossover along " + String.join(", ", swept) + ".");
        }
        return lines;
    }

    /** The result in one sentence, about the workload with the longest fits; then over all of them. */
    String result() {
        if (compared.isEmpty()) {
            return comparison.pairs().isEmpty()
                    ? "The sides have no workload in common."
                    : "No workload has a value of " + metric.name() + " on both sides; --measure compares in another"
                            + " column.";
        }
        PairRatio largest = compared.stream()
                .max(Comparator.comparingDouble(
                        point -> point.pair().base().median(Metrics.FIT_P50).orElse(0)))
                .orElseThrow();
        StringBuilder text = new StringBuilder(clause(largest));
        if (compared.size() > 1) {
            DoubleSummaryStatistics factors = factors();
            text.append("; over ")
                    .append(compared.size())
                    .append(isOneToOne() ? " workloads " : " pairs ")
                    .append(Numbers.significant(factors.getMin(), 3))
                    .append(" to ")
                    .append(Numbers.significant(factors.getMax(), 3))
                    .append(" times");
            for (Verdict verdict : Verdict.values()) {
                long count = compared.stream()
                        .filter(point -> point.ratio().verdict() == verdict)
                        .count();
                text.append(count == 0 ? "" : ", " + words.of(verdict) + " at " + count);
            }
        }
        long worse = comparison.pairs().stream()
                .filter(ComparisonSentences::learnsWorse)
                .count();
        if (worse > 0) {
            text.append(largest.ratio().factor() > 1 ? "; but" : "; and")
                    .append(" it learns worse at ")
                    .append(worse);
        }
        return text.append('.').toString();
    }

    /** How many times better the other side is than the base, over all workloads. */
    DoubleSummaryStatistics factors() {
        return compared.stream().mapToDouble(point -> point.ratio().factor()).summaryStatistics();
    }

    /** Whether every cell has one partner. */
    private boolean isOneToOne() {
        return comparison.pairs().stream().map(Pair::base).distinct().count()
                        == comparison.pairs().size()
                && comparison.pairs().stream().map(Pair::contender).distinct().count()
                        == comparison.pairs().size();
    }

    /** One pair in the manner of hyperfine. */
    private String clause(PairRatio point) {
        String where = at(comparison.fewNamingColumns(), point.pair());
        String base = comparison.side(point.pair(), true);
        String contender = comparison.side(point.pair(), false);
        Ratio ratio = point.ratio();
        if (ratio.verdict() == Verdict.NO_DIFFERENCE || ratio.factor() == 1) {
            return "no difference between " + contender + " and " + base + ": "
                    + Numbers.factor(ratio.factor(), ratio.interval()) + where;
        }
        boolean ahead = ratio.factor() > 1;
        Ratio shown = ahead ? ratio : ratio.inverse();
        return contender + (metric.isSpeed() ? " ran " : "'s " + metric.name() + " is ")
                + Numbers.factor(shown.factor(), shown.interval()) + " times "
                + (ahead ? words.better() : words.worse()) + " than "
                + base + (metric.isSpeed() ? "" : "'s") + where
                + (ratio.verdict() == Verdict.TOO_FEW_TRIALS
                        ? ", with under " + Ratio.FEWEST_TRIALS + " trials a side, which may be noise"
                        : "");
    }

    private static String at(List<String> columns, Pair pair) {
        List<String> named = columns.stream()
                .filter(column -> !column.equals("threads")) // they follow the size
                .toList();
        String where = CellNames.describe(named, pair::param);
        return where.isEmpty() ? "" : " at " + where;
    }

    private static boolean learnsWorse(Pair pair) {
        return pair.learnsWorse().map(Pair.Worse::certain).orElse(false);
    }
}
