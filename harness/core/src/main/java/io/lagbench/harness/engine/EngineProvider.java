package io.lagbench.harness.engine;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Makes engines with one LSTM implementation. Found through {@link java.util.ServiceLoader}. */
public interface EngineProvider {

    /** Name of the LSTM implementation, as in the column {@code lstm}. */
    String lstm();

    /** What it is, in one line. */
    String summary();

    /** Backends it is part of. */
    default Set<String> backends() {
        return Set.of("cpu", "cuda", "cuda-offload");
    }

    /** Gate activations it supports, as in the key {@code gate}. */
    default Set<String> gates() {
        return Set.of("sigmoid", "hard-sigmoid");
    }

    /** Arithmetic it supports, as in the key {@code math}. */
    default Set<String> maths() {
        return Set.of("fp32");
    }

    /** Why it cannot do a workload, in one line; empty if it can. Loads nothing. */
    default Optional<String> unsupported(String backend, String gate, String math) {
        return Stream.of(
                        refusal("backend", backend, backends()),
                        refusal("gate", gate, gates()),
                        refusal("math", math, maths()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> refusal(String key, String value, Set<String> supported) {
        return supported.contains(value)
                ? Optional.empty()
                : Optional.of("lstm " + lstm() + " does not support " + key + " " + value + "; supported: "
                        + String.join(", ", new TreeSet<>(supported)));
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
