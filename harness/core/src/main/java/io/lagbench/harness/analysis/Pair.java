package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The same workload on both sides.
 *
 * @param base cell of the base side
 * @param contender cell of the other
 */
public record Pair(Cell base, Cell contender) {
    /** Accuracy that a side may lose before it is said to learn worse. */
    private static final double SMALL = 0.01;

    /** How many times better the contender is, over the trials that ended ok; empty where a side has no value. */
    public Optional<Ratio> ratio(Metric metric) {
        return Ratio.of(base.values(metric), contender.values(metric), metric.higherIsBetter());
    }

    /**
     * How long either side was trained, if not equally long: what they learned says nothing of the sides then. By what was
     * asked; in files that do not tell it, by the updates that were made.
     */
    public Optional<String> trainingDifference() {
        if (!base.training().isEmpty() && !contender.training().isEmpty()) {
            return base.training().equals(contender.training())
                    ? Optional.empty()
                    : Optional.of(base.training() + " / " + contender.training());
        }
        OptionalLong before = base.fixedUpdates();
        OptionalLong after = contender.fixedUpdates();
        return before.isEmpty() || after.isEmpty() || before.equals(after)
                ? Optional.empty()
                : Optional.of(before.getAsLong() + " / " + after.getAsLong() + " updates");
    }

    /** Whether both sides are held against the criterion of their task. */
    public boolean judged() {
        return base.judged() > 0 && contender.judged() > 0;
    }

    /** Whether neither side is. */
    public boolean onlyTimed() {
        return base.judged() == 0 && contender.judged() == 0;
    }

    /** Whether the contender solved a smaller share of its trials; false where a side is only timed. */
    public boolean solvesLess() {
        return contender.solved() * base.judged() < base.solved() * contender.judged();
    }

    /**
     * What the contender learned worse.
     *
     * @param learned in which metric; empty for the share of trials that are solved
     * @param certain whether it lies outside the noise: of a share of three trials or more, below the Wilson interval of the
     *     base's
     */
    public record Worse(Optional<Metric> learned, boolean certain) {}

    /**
     * What the contender learned worse, if both are judged and it was trained as long: it solved a smaller share, or a median accuracy is
     * lower by more than 0.01 and not within the noise.
     */
    public Optional<Worse> learnsWorse() {
        if (!judged() || trainingDifference().isPresent()) {
            return Optional.empty();
        }
        return solvesLess()
                ? Optional.of(new Worse(Optional.empty(), enoughTrials() && shareIsBelowTheNoise()))
                : Stream.of(Metrics.ACCURACY, Metrics.RECALL_ACCURACY)
                        .flatMap(learned -> lower(learned).stream())
                        .findFirst();
    }

    private boolean enoughTrials() {
        return Math.min(base.judged(), contender.judged()) >= Ratio.FEWEST_TRIALS;
    }

    private boolean shareIsBelowTheNoise() {
        return base.solvedInterval()
                .filter(interval -> contender.solved() < interval.low() * contender.judged())
                .isPresent();
    }

    private Optional<Worse> lower(Metric learned) {
        OptionalDouble before = base.median(learned);
        OptionalDouble after = contender.median(learned);
        return before.isEmpty() || after.isEmpty() || after.getAsDouble() >= before.getAsDouble() - SMALL
                ? Optional.empty()
                : Ratio.of(base.values(learned), contender.values(learned), true)
                        .map(Ratio::verdict)
                        .filter(verdict -> verdict != Ratio.Verdict.NO_DIFFERENCE)
                        .map(verdict -> new Worse(Optional.of(learned), verdict == Ratio.Verdict.WORSE));
    }

    /** Whether the cells differ in a column. */
    public boolean differsIn(String column) {
        return !base.param(column).equals(contender.param(column));
    }

    /** What the cells have in a column; both, base first, where they differ. */
    public String param(String column) {
        return differsIn(column) ? base.param(column) + " / " + contender.param(column) : base.param(column);
    }
}
