package io.lagbench.engine;

import io.lagbench.workloads.Settings;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a network is computed with.
 *
 * @param backend the backend asked for
 * @param math arithmetic
 * @param threads threads of native code that are asked for, at least 1; empty where the engine chooses
 * @param own values of the engine's own {@link EngineProvider#settings}: all that have a default or were set
 */
public record Placement(Backend backend, Arithmetic math, OptionalInt threads, Settings own) {

    /** Checks the threads. */
    public Placement {
        if (threads.isPresent() && threads.getAsInt() < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads.getAsInt());
        }
        Objects.requireNonNull(backend);
        Objects.requireNonNull(math);
        Objects.requireNonNull(own);
    }
}
