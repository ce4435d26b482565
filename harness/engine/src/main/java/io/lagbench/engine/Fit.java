package io.lagbench.engine;

import io.lagbench.workloads.Predictions;
import java.util.Optional;

/**
 * What the latest {@link Bound#fit} of an engine did, computed when it is asked for and not in the fit's time: an engine
 * may give the same object every time. Valid until the engine is used again.
 */
public interface Fit {

    /**
     * Loss, taken before each of the updates: the sum over steps, outputs and sequences, in nats. May wait for the device.
     */
    double lossSum();

    /** Parameter updates made. */
    int updates();

    /**
     * The answers of its forward pass at the steps that carry loss, each before the update that follows it; empty unless the engine
     * {@link Engine#fitsPredict keeps them}.
     */
    default Optional<Predictions> predictions() {
        return Optional.empty();
    }

    /** Where the time went; empty where that is not known, as on a device that works on its own. */
    default Optional<FitSplit> split() {
        return Optional.empty();
    }
}
