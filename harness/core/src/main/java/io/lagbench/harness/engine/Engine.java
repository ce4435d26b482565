package io.lagbench.harness.engine;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Predictions;
import java.util.Optional;
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
     * Binds a batch to arrays of this engine. The batch may be filled again at any time; {@link EngineBatch#encode}
     * brings its content over.
     */
    EngineBatch bind(Batch batch);

    /**
     * Trains on the encoded content of a batch: one update, or under truncated backpropagation one per segment of each
     * sequence. State starts at zero and is dropped afterwards.
     */
    void fit(EngineBatch batch);

    /**
     * Loss of the last {@link #fit}, taken before each of its updates: the sum over steps and outputs, divided by the
     * batch size. May wait for the device.
     */
    double lastLossSum();

    /** Parameter updates made by the last {@link #fit}. */
    int lastUpdates();

    /** Where the time of the last {@link #fit} went; empty where that is not known, as on a device that works on its own. */
    default Optional<FitSplit> lastSplit() {
        return Optional.empty();
    }

    /** Predicts on the encoded content of a batch, from a zero state. Does not change the network. */
    Predictions predict(EngineBatch batch);

    /** Returns once all work asked for has been done. */
    void synchronize();

    /** Whether {@link #fit} may return before its work is done. */
    default boolean asynchronous() {
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
