package io.lagbench.engine;

import io.lagbench.workloads.Predictions;

/** A batch bound to arrays of the engine that made it. */
public interface Bound {

    /** Writes the batch's current content into the engine's arrays. */
    void encode();

    /**
     * Trains on the encoded content: one update, or under truncated backpropagation one per segment of each sequence. State
     * starts at zero and is dropped afterwards. May return before the work is done: see {@link Engine#asynchronous}.
     *
     * @return what it did; valid until the engine is used again
     */
    Fit fit();

    /** Predicts on the encoded content, from a zero state. Does not change the network. */
    Predictions predict();
}
