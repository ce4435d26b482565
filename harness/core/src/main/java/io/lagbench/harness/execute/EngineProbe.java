package io.lagbench.harness.execute;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Tries engines out on this machine. */
@FunctionalInterface
public interface EngineProbe {

    /**
     * Runs engines against the reference.
     *
     * @param engines names of some that are on the class path
     * @return for each of them why it cannot be trusted, in one line; empty if it can
     */
    Map<String, Optional<String>> problems(Collection<String> engines);

    /** The same on more and larger shapes, where engines can. */
    default Map<String, Optional<String>> conformanceProblems(Collection<String> engines) {
        return problems(engines);
    }

    /**
     * Times engines, or recalls what was timed before.
     *
     * @param engines names of some that can be trusted
     * @return nothing where they are not to be told apart
     */
    default EngineTimes times(Collection<String> engines) {
        return EngineTimes.NONE;
    }
}
