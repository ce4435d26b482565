package io.lagbench.harness.report;

import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.stats.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Results beside those that others have published. */
public final class PublishedSection {
    private static final String CAPTION =
            "Means with their 95 % bootstrap interval beside what others have published: of what it took to solve over"
                    + " the trials that were solved, else over all; solved with the Wilson score interval of the share.";

    private static final String UNSOLVED_CAPTION =
            "How far those got that were not solved: medians over them of the sequences they were trained on and of what their"
                    + " last evaluation found. A floor is what remembering nothing reaches.";

    /** Columns of trials.csv that tell it. */
    private static final List<String> REACHED =
            List.of("sequences", "final_loss", "loss_floor", "accuracy", "accuracy_floor");

    private PublishedSection() {}

    /** The section; empty where nothing published stands beside any trial. */
    static Optional<Section> of(List<StoredRun> runs) {
        List<Block> blocks = new ArrayList<>();
        for (StoredRun run : runs) {
            List<Block> ofRun = blocks(PublishedResults.of(run));
            if (!ofRun.isEmpty() && runs.size() > 1) {
                blocks.add(new Paragraph(run.name() + ":"));
            }
            blocks.addAll(ofRun);
        }
        return blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Section("published", "How does it stand beside published results?", blocks));
    }

    /** Caption and tables of the results of one run; none without any. */
    public static List<Block> blocks(List<PublishedResults> results) {
        List<Block> blocks = new ArrayList<>();
        if (!results.isEmpty()) {
            blocks.add(new Paragraph(CAPTION));
            blocks.add(table(results));
        }
        DataTable growth = growth(results);
        if (!growth.isEmpty()) {
            blocks.add(new Paragraph("How much more one takes than another:"));
            blocks.add(growth);
        }
        DataTable unsolved = unsolved(results);
        if (!unsolved.isEmpty()) {
            blocks.add(new Paragraph(UNSOLVED_CAPTION));
            blocks.add(unsolved);
        }
        return blocks;
    }

    /** A line for each result of others. */
    private static DataTable table(List<PublishedResults> results) {
        DataTable table = new DataTable(List.of(
                "result",
                "solved, published",
                "solved [95 %]",
                "measure",
                "published",
                "mean [95 %]",
                "ours / published"));
        for (PublishedResults result : results) {
            List<String> solved = List.of(
                    result.published().label(),
                    Numbers.fixed(result.publishedShare(), 2),
                    result.solved() + " of " + result.trials().size() + " "
                            + Numbers.interval(result.solvedInterval(), 2));
            if (result.metrics().isEmpty()) {
                table.row(line(solved, List.of("", "", "", "")));
            }
            for (Metric metric : result.metrics()) {
                double[] values = result.values(metric);
                OptionalDouble ratio = result.ratio(metric);
                table.row(line(
                        solved,
                        List.of(
                                metric.name().replace('_', ' '),
                                Numbers.significant(result.published(metric), 3),
                                Numbers.interval(Means.mean(values), Means.interval(values), metric.decimals()),
                                ratio.isEmpty()
                                        ? ""
                                        : Numbers.factor(ratio.getAsDouble(), result.ratioInterval(metric)))));
            }
        }
        return table;
    }

    /** A line for each result that is set in relation to another. */
    private static DataTable growth(List<PublishedResults> results) {
        DataTable table =
                new DataTable(List.of("result", "relative to", "measure", "published", "ratio of means [95 %]"));
        for (PublishedResults result : results) {
            result.base(results)
                    .ifPresent(base -> result.comparable(base).forEach(metric -> {
                        double[] above = result.values(metric);
                        double[] below = base.values(metric);
                        if (above.length > 0 && below.length > 0) {
                            table.row(List.of(
                                    result.published().label(),
                                    base.published().label(),
                                    metric.name().replace('_', ' '),
                                    Numbers.significant(result.published(metric) / base.published(metric), 3),
                                    Numbers.factor(
                                            Means.mean(above).orElseThrow()
                                                    / Means.mean(below).orElseThrow(),
                                            Means.ratioInterval(above, below))));
                        }
                    }));
        }
        return table;
    }

    /** A line for each result with trials that were not solved. */
    private static DataTable unsolved(List<PublishedResults> results) {
        List<String> names =
                REACHED.stream().map(column -> column.replace('_', ' ')).toList();
        DataTable table = new DataTable(line(List.of("result", "not solved"), names));
        for (PublishedResults result : results) {
            result.unsolved()
                    .ifPresent(unsolved -> table.row(line(
                            List.of(
                                    result.published().label(),
                                    unsolved.trials().size() + " of "
                                            + result.trials().size()),
                            REACHED.stream()
                                    .map(column -> Numbers.significant(
                                            unsolved.median(column).orElse(Double.NaN), 3))
                                    .toList())));
        }
        return table;
    }

    private static List<String> line(List<String> first, List<String> then) {
        List<String> line = new ArrayList<>(first);
        line.addAll(then);
        return line;
    }
}
