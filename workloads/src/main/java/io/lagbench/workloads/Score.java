package io.lagbench.workloads;

/**
 * What one evaluation found.
 *
 * @param loss mean loss per loss-carrying step, averaged as {@link Loss} says
 * @param accuracy share of right answers: of loss-carrying steps whose strongest output is the target, or of sequences
 *     within a tolerance, as the task's {@link Scorer} counts
 * @param recallAccuracy the same over the answers that need memory; NaN without any
 * @param recallMargin mean over the steps that need memory of p(right) - p(strongest wrong), in [-1, 1]; NaN where that has
 *     no meaning
 * @param meanError mean over sequences of {@link Scorer#error}; NaN where the scorer does not average it
 */
public record Score(double loss, double accuracy, double recallAccuracy, double recallMargin, double meanError) {

    /** A score without a mean error. */
    public Score(double loss, double accuracy, double recallAccuracy, double recallMargin) {
        this(loss, accuracy, recallAccuracy, recallMargin, Double.NaN);
    }
}
