package io.lagbench.engine;

import io.lagbench.workloads.Batch;
import java.util.OptionalLong;

/**
 * One network with its weights and optimizer state, on one backend. Used by one thread. Work may be asynchronous until
 * {@link #synchronize}.
 */
public interface Engine extends AutoCloseable {

    /** What runs, asked of the running process rather than of a label. */
    EngineDescription describe();

    /** Number of trainable parameters. */
    long parameters();

    /**
     * Binds a batch to arrays of this engine. The batch may be filled again at any time; {@link Bound#encode} brings its
     * content over.
     *
     * @throws UnsupportedWorkloadException if the arrays would be too large
     */
    Bound bind(Batch batch);

    /** A copy of the weights as they are now. */
    Weights weights();

    /** Returns once all work asked for has been done. */
    void synchronize();

    /** Whether {@link Bound#fit} may return before its work is done. */
    default boolean asynchronous() {
        return false;
    }

    /** Whether {@link Fit#predictions} has the answers of every fit: who needs them need not {@link Bound#predict} first. */
    default boolean fitsPredict() {
        return false;
    }

    /** Bytes in use on the device by all processes; empty without one, or where it does not tell. */
    default OptionalLong deviceBytes() {
        return OptionalLong.empty();
    }

    /** Releases the network's memory. */
    @Override
    void close();
}
