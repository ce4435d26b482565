package io.lagbench.workloads;

/** An endless, reproducible stream of sequences. */
@FunctionalInterface
public interface BatchStream {
    /**
     * Fills every sequence of a batch with the next ones of the stream: inputs, targets, marks and, where they vary, lengths.
     *
     * @param batch a batch made by {@link Task#newBatch} of the same task
     */
    void next(Batch batch);
}
