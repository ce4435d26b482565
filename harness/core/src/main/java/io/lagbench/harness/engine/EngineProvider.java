package io.lagbench.harness.engine;

import java.util.Optional;
import java.util.Set;

/** Makes engines with one LSTM implementation. Found through {@link java.util.ServiceLoader}. */
public interface EngineProvider {

    /** Name of the LSTM implementation, as in the column {@code lstm}. */
    String lstm();

    /** What it is, in one line. */
    String summary();

    /** Gate activations it supports, as in the key {@code gate}. */
    default Set<String> gates() {
        return Set.of("sigmoid", "hard-sigmoid");
    }

    /** Of two implementations the one with the larger speed is expected to be faster. */
    default int speed() {
        return 0;
    }

    /**
     * Why its results cannot be trusted on this host, found by running it; empty if they can. Loads native libraries.
     */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * A network with fresh weights drawn from the seed.
     *
     * @throws UnsupportedWorkloadException if this implementation cannot do what is asked
     */
    Engine create(NetworkSpec network, long seed);
}
