package io.lagbench.harness.docs;

import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.stats.Means;
import java.util.List;
import java.util.OptionalDouble;

/** What the cell of 1997 and today's LSTM took to solve the same tasks, where both stand beside the same published result. */
final class TwoCellsTable {
    private TwoCellsTable() {}

    /** A row for each label that both have, in the order of the second. */
    static DataTable of(List<PublishedResults> cell, List<PublishedResults> today) {
        DataTable table = new DataTable(
                List.of("sequences to solve", "published", "cell of 1997", "DL4J's LSTM", "DL4J's / cell's"));
        for (PublishedResults now : today) {
            cell.stream()
                    .filter(then ->
                            then.published().label().equals(now.published().label()))
                    .forEach(then -> table.row(List.of(
                            now.published().label(),
                            Numbers.significant(now.published(Metrics.SEQUENCES_TO_SOLVE), 3),
                            mean(then),
                            mean(now),
                            ratio(sequences(now), sequences(then)))));
        }
        return table;
    }

    private static OptionalDouble sequences(PublishedResults results) {
        return Means.mean(results.values(Metrics.SEQUENCES_TO_SOLVE));
    }

    private static String mean(PublishedResults results) {
        String solved = results.solved() + " of " + results.trials().size();
        OptionalDouble mean = sequences(results);
        return mean.isEmpty() ? solved : Numbers.fixed(mean, 0) + " by " + solved;
    }

    private static String ratio(OptionalDouble now, OptionalDouble then) {
        return now.isEmpty() || then.isEmpty() ? "" : Numbers.significant(now.getAsDouble() / then.getAsDouble(), 2);
    }
}
