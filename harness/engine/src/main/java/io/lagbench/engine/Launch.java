package io.lagbench.engine;

import java.util.List;
import java.util.Map;

/**
 * What the JVM needs in which an engine trains a network. Heap, garbage collector and the choice of a device are the
 * harness's.
 *
 * @param jvmFlags flags of that JVM
 * @param environment variables that replace whatever the harness's process has under the same names
 * @param threads threads of native code, at least 1: those asked for, or else the engine's choice
 */
public record Launch(List<String> jvmFlags, Map<String, String> environment, int threads) {

    /** Copies what it is given. */
    public Launch {
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }
}
