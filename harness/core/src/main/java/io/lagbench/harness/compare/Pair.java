package io.lagbench.harness.compare;

import io.lagbench.harness.results.CellSummary;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The same workload on both sides.
 *
 * @param base cell of the base side
 * @param contender cell of the other
 */
public record Pair(CellSummary base, CellSummary contender) {
    /** Accuracy that a side may lose before it is said to learn worse. */
    private static final double SMALL = 0.01;

    /** How many times better the contender is, over the trials that ended ok; empty where a side has no value. */
    public Optional<Ratio> ratio(Measure measure) {
        return Ratio.of(values(base, measure), values(contender, measure), measure.higherIsBetter());
    }

    /** The values of a measure over the trials of a cell that ended ok. */
    static double[] values(CellSummary cell, Measure measure) {
        List<Row> ok = cell.trials().stream()
                .filter(trial -> trial.text("status").equals("ok"))
                .toList();
        return ok.isEmpty() ? new double[0] : new CellSummary(ok).values(measure.column());
    }

    /** Whether the contender solved a smaller share of its trials. */
    public boolean solvesLess() {
        return contender.solved() * base.trials().size()
                < base.solved() * contender.trials().size();
    }

    /** Whether the contender solved a smaller share, or has a median accuracy that is lower by more than 0.01. */
    public boolean learnsWorse() {
        return solvesLess() || lower("accuracy") || lower("recall_accuracy");
    }

    private boolean lower(String column) {
        OptionalDouble before = base.median(column);
        OptionalDouble after = contender.median(column);
        return before.isPresent() && (after.isEmpty() || after.getAsDouble() < before.getAsDouble() - SMALL);
    }

    /** What the cells have in a column; both, base first, where they differ. */
    public String param(String column) {
        String before = base.param(column);
        String after = contender.param(column);
        return before.equals(after) ? before : before + " / " + after;
    }
}
