package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Compared;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Crossover;
import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.Ratio;
import io.lagbench.harness.analysis.Ratio.Verdict;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Markdown;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison in one measure, in words. */
public final class ComparisonReport {
    private final Comparison comparison;
    private final Metric metric;
    private final List<Compared> compared;
    private final Map<Pair, Ratio> ratios = new IdentityHashMap<>();
    private final List<Crossover> crossovers;
    private final List<String> naming;

    /** Draws the intervals. */
    public ComparisonReport(Comparison comparison, Metric metric) {
        this.comparison = comparison;
        this.metric = metric;
        this.compared = comparison.in(metric);
        compared.forEach(point -> ratios.put(point.pair(), point.ratio()));
        this.crossovers = Crossover.of(compared);
        this.naming = comparison.namingColumns();
    }

    /** Name of the base side. */
    String base() {
        return comparison.base();
    }

    /** Name of the other side. */
    String contender() {
        return comparison.contender();
    }

    /** The columns in which its cells can differ. */
    List<String> columns() {
        return comparison.columns();
    }

    /** The pairs with a ratio. */
    List<Compared> compared() {
        return compared;
    }

    /** For a console: sections without headings, the sentence last. */
    public String text() {
        return comparison.contender() + " against " + comparison.base() + " in " + metric.name()
                + ": medians over trials; factors above 1: " + better() + "\n\n" + body(Block::text);
    }

    /** For a pull request. */
    public String markdown() {
        return "## "
                + Markdown.escape(comparison.contender() + " against " + comparison.base() + " in " + metric.name())
                + "\n\nMedians over trials; factors above 1: " + better() + ".\n\n"
                + body(Block::markdown);
    }

    private String body(Function<Block, String> written) {
        List<Block> blocks = new ArrayList<>();
        if (!comparison.pairs().isEmpty()) {
            blocks.add(table());
        }
        throughout().ifPresent(blocks::add);
        blocks.addAll(lacking());
        comparison.warnings().forEach(warning -> blocks.add(new Paragraph("Warning: " + warning + ".")));
        crossoverLines().forEach(line -> blocks.add(new Paragraph(line)));
        blocks.add(new Paragraph(sentence()));
        return blocks.stream().map(written).collect(Collectors.joining("\n"));
    }

    /** In what else the sides of every pair differ. */
    Optional<Block> throughout() {
        List<String> columns = comparison.differingThroughout();
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new Paragraph("At every workload: "
                        + columns.stream()
                                .map(column ->
                                        column + " " + comparison.pairs().get(0).param(column))
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    /** One line a pair: both medians, the factor, and what was learned. */
    DataTable table() {
        List<String> header = new ArrayList<>(naming);
        header.addAll(List.of(
                comparison.base() + " " + metric.name(),
                comparison.contender() + " " + metric.name(),
                "times " + better() + " [95 %]",
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
            line.add(pair.base().solved() + " / " + pair.contender().solved());
            table.row(line);
        }
        return table;
    }

    private String median(Cell cell) {
        OptionalDouble median = cell.median(metric);
        return median.isPresent() ? Numbers.significant(median.getAsDouble(), 4) : "";
    }

    private String verdict(Pair pair, Ratio ratio) {
        String verdict = ratio == null ? "no value on a side" : word(ratio.verdict());
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

    private String word(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> better();
            case WORSE -> worse();
            case NO_DIFFERENCE -> "no difference";
            case TOO_FEW_TRIALS -> "under " + Ratio.FEWEST_TRIALS + " trials";
        };
    }

    private static boolean learnsWorse(Pair pair) {
        return pair.learnsWorse().map(Pair.Worse::certain).orElse(false);
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

    /** What either side has and the other lacks. */
    List<Block> lacking() {
        List<Block> blocks = new ArrayList<>();
        lacking(comparison.contender(), comparison.onlyBase(), blocks);
        lacking(comparison.base(), comparison.onlyContender(), blocks);
        return blocks;
    }

    private void lacking(String side, List<Cell> cells, List<Block> blocks) {
        if (cells.isEmpty()) {
            return;
        }
        List<String> header = CellNames.columns(comparison.cells()).stream()
                .filter(column ->
                        cells.stream().anyMatch(cell -> !cell.param(column).isEmpty()))
                .toList();
        DataTable table = new DataTable(header.isEmpty() ? List.of("task") : header);
        cells.forEach(cell -> table.row(table.header().stream().map(cell::param).toList()));
        blocks.add(new Paragraph(side + " lacks " + cells.size() + (cells.size() == 1 ? " key:" : " keys:")));
        blocks.add(table);
    }

    /** Where the better side changes, a line each; one line where it nowhere does. */
    List<String> crossoverLines() {
        List<String> lines = new ArrayList<>();
        for (Crossover crossover : crossovers) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Crossover: %s is %s from %s %s on (between %s and %s)%s%s.",
                    crossover.contenderBetterAbove() ? comparison.contender() : comparison.base(),
                    better(),
                    crossover.axis(),
                    Numbers.significant(crossover.at(), 2),
                    crossover.near().param(crossover.axis()),
                    crossover.far().param(crossover.axis()),
                    at(
                            naming.stream()
                                    .filter(column -> !column.equals(crossover.axis()))
                                    .filter(column -> crossover
                                            .near()
                                            .param(column)
                                            .equals(crossover.far().param(column)))
                                    .toList(),
                            crossover.near()),
                    crossover.certain() ? "" : "; too few trials to be sure"));
        }
        List<String> swept = Crossover.sweptAxes(compared);
        if (lines.isEmpty() && !swept.isEmpty()) {
            lines.add("No crossover along " + String.join(", ", swept) + ".");
        }
        return lines;
    }

    /** The result in one sentence, about the workload with the longest fits; then over all of them. */
    String sentence() {
        if (compared.isEmpty()) {
            return comparison.pairs().isEmpty()
                    ? "The sides have no workload in common."
                    : "No workload has a value of " + metric.name() + " on both sides; --measure compares in another"
                            + " column.";
        }
        Compared largest = compared.stream()
                .max(Comparator.comparingDouble(
                        point -> point.pair().base().median(Metrics.FIT_P50).orElse(0)))
                .orElseThrow();
        StringBuilder text = new StringBuilder(clause(largest));
        if (compared.size() > 1) {
            double least = compared.stream()
                    .mapToDouble(point -> point.ratio().factor())
                    .min()
                    .orElseThrow();
            double most = compared.stream()
                    .mapToDouble(point -> point.ratio().factor())
                    .max()
                    .orElseThrow();
            text.append("; over ")
                    .append(compared.size())
                    .append(isOneToOne() ? " workloads " : " pairs ")
                    .append(Numbers.significant(least, 3))
                    .append(" to ")
                    .append(Numbers.significant(most, 3))
                    .append(" times");
            for (Verdict verdict : Verdict.values()) {
                long count = compared.stream()
                        .filter(point -> point.ratio().verdict() == verdict)
                        .count();
                text.append(count == 0 ? "" : ", " + word(verdict) + " at " + count);
            }
        }
        long worse = comparison.pairs().stream()
                .filter(ComparisonReport::learnsWorse)
                .count();
        if (worse > 0) {
            text.append(largest.ratio().factor() > 1 ? "; but" : "; and")
                    .append(" it learns worse at ")
                    .append(worse);
        }
        return text.append('.').toString();
    }

    /** Whether every cell has one partner. */
    private boolean isOneToOne() {
        return comparison.pairs().stream().map(Pair::base).distinct().count()
                        == comparison.pairs().size()
                && comparison.pairs().stream().map(Pair::contender).distinct().count()
                        == comparison.pairs().size();
    }

    /** One pair in the manner of hyperfine. */
    private String clause(Compared point) {
        String where = at(comparison.fewNamingColumns(), point.pair());
        Ratio ratio = point.ratio();
        if (ratio.verdict() == Verdict.NO_DIFFERENCE || ratio.factor() == 1) {
            return "no difference between " + comparison.contender() + " and " + comparison.base() + ": "
                    + Numbers.factor(ratio.factor(), ratio.interval()) + where;
        }
        boolean ahead = ratio.factor() > 1;
        Ratio shown = ahead ? ratio : ratio.inverse();
        return comparison.contender() + (metric.isSpeed() ? " ran " : "'s " + metric.name() + " is ")
                + Numbers.factor(shown.factor(), shown.interval()) + " times " + (ahead ? better() : worse()) + " than "
                + comparison.base() + (metric.isSpeed() ? "" : "'s") + where
                + (ratio.verdict() == Verdict.TOO_FEW_TRIALS
                        ? ", with under " + Ratio.FEWEST_TRIALS + " trials a side, which may be noise"
                        : "");
    }

    private static String at(List<String> columns, Pair pair) {
        List<String> telling = columns.stream()
                .filter(column -> !column.equals("threads")) // they follow the size
                .toList();
        String where = CellNames.describe(telling, pair::param);
        return where.isEmpty() ? "" : " at " + where;
    }

    private String better() {
        return metric.isSpeed() ? "faster" : "better";
    }

    private String worse() {
        return metric.isSpeed() ? "slower" : "worse";
    }

    /**
     * The comparison for programs.
     *
     * @param failures of gates, a line each
     * @param notJudged gates, or parts of them, that could not be judged, a line each
     */
    public String json(List<String> failures, List<String> notJudged) {
        return new ComparisonJson(comparison, metric, ratios).text(crossovers, sentence(), failures, notJudged);
    }
}
