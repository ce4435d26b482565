package io.lagbench.workloads;

import java.util.Optional;

/**
 * Judges predictions as its task defines right and wrong, and adds up what it finds over the batches of one evaluation.
 * {@link SymbolScorer} and {@link RegressionScorer} are ready-made.
 */
public interface Scorer {

    /**
     * Adds the first {@code sequences} sequences of a batch.
     *
     * @param batch targets, lengths and marks
     * @param predictions what a network gave for this batch
     */
    void add(Batch batch, int sequences, Predictions predictions);

    /**
     * The score of all that was added.
     *
     * @throws IllegalStateException if no step with loss was added
     */
    Score score();

    /**
     * How far the answers to one sequence of the batch added last are off; for criteria on single sequences. To be asked
     * before the batch changes and while its predictions are valid.
     *
     * @return at least 0, in the unit of the targets; NaN if a prediction is no number
     */
    double error(int sequence);

    /**
     * One sequence of the batch added last with the answers to it; empty for tasks whose sequences are not for reading. To
     * be asked before the batch changes and while its predictions are valid.
     */
    default Optional<Answer> answer(int sequence) {
        return Optional.empty();
    }
}
