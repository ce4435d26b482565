package io.lagbench.engine;

import java.util.List;
import java.util.Set;

/**
 * What an engine has to know of the host to say what its JVM needs.
 *
 * @param cores processors that one trial may use, at least 1
 * @param memoryMb memory that one trial may use, in MB of 10^6 bytes
 * @param memoryGuarded whether the harness itself ends a trial that takes too much of it
 * @param isas instruction sets beyond the plain one that the processor has, of {@code avx2}, {@code avx512}
 * @param jars file names on the class path of trials
 */
public record HostFacts(int cores, double memoryMb, boolean memoryGuarded, Set<String> isas, List<String> jars) {

    /** Copies what it is given. */
    public HostFacts {
        if (cores < 1 || !(memoryMb > 0)) {
            throw new IllegalArgumentException(
                    "cores must be at least 1 and memory above 0, not " + cores + ", " + memoryMb);
        }
        isas = Set.copyOf(isas);
        jars = List.copyOf(jars);
    }
}
