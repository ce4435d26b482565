package io.lagbench.harness.plan;

import java.util.List;
import java.util.function.Supplier;

/** What is known of engines on this host. */
@FunctionalInterface
public interface HostEngines extends Supplier<List<String>> {

    /** The names of those that can be trusted, those expected to be the fastest first. */
    @Override
    List<String> get();

    /**
     * The fastest for a trial, of engines that are expected to be equally fast until they are timed.
     *
     * @param engines at least one
     * @param trial on any of them
     */
    default String fastest(List<String> engines, TrialSpec trial) {
        return engines.get(0);
    }
}
