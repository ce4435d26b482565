package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Crossover;
import io.lagbench.harness.analysis.Pair;
import io.lagbench.harness.analysis.PairRatio;
import io.lagbench.harness.analysis.Ratio;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Markdown;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison in one measure, in words. */
public final class ComparisonReport {
    private static final int FACTOR_DIGITS = 2;

    private final Comparison comparison;
    private final Comparison all;
    private final Metric metric;
    private final List<PairRatio> compared;
    private final List<Crossover> crossovers;
    private final ComparisonSentences sentences;

    /** Draws the intervals. About the best of each side where {@link Comparison#bestOfEachSide it has a choice}. */
    public ComparisonReport(Comparison given, Metric metric) {
        this.comparison = given.bestOfEachSide(metric);
        this.all = given;
        this.metric = metric;
        this.compared = comparison.ratios(metric);
        this.crossovers = Crossover.of(compared, comparison.workloadColumns());
        this.sentences = new ComparisonSentences(comparison, metric, compared);
    }

    private static Map<Pair, Ratio> byPair(List<PairRatio> compared) {
        Map<Pair, Ratio> ratios = new IdentityHashMap<>();
        compared.forEach(point -> ratios.put(point.pair(), point.ratio()));
        return ratios;
    }

    /** Name of the base side. */
    String base() {
        return comparison.base();
    }

    /** Name of the other side. */
    String contender() {
        return comparison.contender();
    }

    /** The columns in which its workloads can differ. */
    List<String> columns() {
        return comparison.workloadColumns();
    }

    /** The pairs with a ratio. */
    List<PairRatio> compared() {
        return compared;
    }

    /**
     * For a console: sections without headings, the sentence last.
     *
     * @param allPairs whether all pairs follow where the best of each side stand alone
     */
    public String text(boolean allPairs) {
        return comparison.contender() + " against " + comparison.base() + " in " + metric.name()
                + ": medians over trials; factors above 1: " + new VerdictWords(metric).better() + "\n\n"
                + body(Block::text, allPairs);
    }

    /**
     * For a pull request.
     *
     * @param allPairs whether all pairs follow where the best of each side stand alone
     */
    public String markdown(boolean allPairs) {
        return "## "
                + Markdown.escape(comparison.contender() + " against " + comparison.base() + " in " + metric.name())
                + "\n\nMedians over trials; factors above 1: " + new VerdictWords(metric).better() + ".\n\n"
                + body(Block::markdown, allPairs);
    }

    private String body(Function<Block, String> written, boolean allPairs) {
        List<Block> blocks = new ArrayList<>();
        if (!comparison.pairs().isEmpty()) {
            blocks.add(table());
        }
        if (hidesPairs()) {
            String what =
                    "The best of either side of each workload; " + all.pairs().size() + " pairs in all";
            blocks.add(new Paragraph(what + (allPairs ? ":" : ", with --all-pairs.")));
            if (allPairs) {
                blocks.add(new ComparisonTable(all, metric, byPair(all.ratios(metric))).table());
            }
        }
        differingInEveryPair().ifPresent(blocks::add);
        blocks.addAll(lacking());
        comparison.warnings().forEach(warning -> blocks.add(new Paragraph("Warning: " + warning + ".")));
        crossoverLines().forEach(line -> blocks.add(new Paragraph(line)));
        blocks.add(new Paragraph(sentence()));
        return blocks.stream().map(written).collect(Collectors.joining("\n"));
    }

    /** One line a pair. */
    DataTable table() {
        return new ComparisonTable(comparison, metric, byPair(compared)).table();
    }

    private boolean hidesPairs() {
        return comparison.pairs().size() < all.pairs().size();
    }

    /** The result in one sentence. */
    String sentence() {
        return sentences.result();
    }

    /** How many times better the other side is than the base: of one workload, or the least and the most of several. */
    String factors() {
        DoubleSummaryStatistics factors = sentences.factors();
        String low = Numbers.significant(factors.getMin(), FACTOR_DIGITS);
        String high = Numbers.significant(factors.getMax(), FACTOR_DIGITS);
        return low.equals(high) ? low : low + " to " + high;
    }

    /** Where the better side changes, a line each. */
    List<String> crossoverLines() {
        return sentences.crossovers(crossovers);
    }

    /** In what else the sides of every pair differ. */
    Optional<Block> differingInEveryPair() {
        List<String> columns = comparison.differingInEveryPair();
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new Paragraph("At every workload: "
                        + columns.stream()
                                .map(column ->
                                        column + " " + comparison.pairs().get(0).param(column))
                                .collect(Collectors.joining(", "))
                        + "."));
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

    /**
     * The comparison for programs.
     *
     * @param failures of gates, a line each
     * @param notJudged gates, or parts of them, that could not be judged, a line each
     * @param allPairs whether its pairs are all, not the best of each side
     */
    public String json(List<String> failures, List<String> notJudged, boolean allPairs) {
        ComparisonJson json = allPairs
                ? new ComparisonJson(all, metric, byPair(all.ratios(metric)))
                : new ComparisonJson(comparison, metric, byPair(compared));
        return json.text(crossovers, sentence(), failures, notJudged);
    }
}
