package io.lagbench.lstm1997;

import java.util.function.IntConsumer;

/**
 * Memory cells and their gates, or plain recurrent units, on the way through sequences, with what their gradient needs of the steps
 * behind: no more the longer the sequence.
 */
interface HiddenLayer {

    /**
     * Begins a sequence: states are zero, outputs what the topology says.
     *
     * @param training whether {@link #addGradient} will be called
     */
    void begin(boolean training);

    /** Goes through the steps {@code from} to {@code to - 1} of a sequence, which follow those before. */
    void advance(EncodedBatch batch, int sequence, int from, int to);

    /**
     * Takes all sequences of a batch from their first step to their last, while weights stay as they are.
     *
     * @param training whether {@code ended} calls {@link #addGradient}
     * @param ended is told each sequence, in the order of the batch, while {@link #outputs} are those of its last step
     */
    default void runAll(EncodedBatch batch, boolean training, IntConsumer ended) {
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            begin(training);
            advance(batch, sequence, 0, batch.length(sequence));
            ended.accept(sequence);
        }
    }

    /** The outputs of the cells at the latest step. */
    double[] outputs();

    /**
     * Adds the gradient of the weights into cells, gates or units.
     *
     * @param errors derivative of the loss of the latest step by each cell's output
     */
    void addGradient(double[] errors, Gradient gradient);

    /** The weights are going to change. */
    void weightsChange();
}
