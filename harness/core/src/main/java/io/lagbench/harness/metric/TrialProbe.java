package io.lagbench.harness.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Measures something around a trial, in its process. Found through {@link java.util.ServiceLoader}: a probe adds the columns
 * of its metrics, and nothing else knows it. Called by one thread, never between the two clock reads of a fit:
 *
 * <pre>begin, (pause, [evaluated], [resume] | progress)..., end</pre>
 *
 * so that what is measured is the time of {@code wall_s}, which has neither evaluations in it nor the predictions that a
 * criterion on training errors asks for. Each trial has probes of its own.
 */
public interface TrialProbe {

    /** What it measures. */
    List<Metric> metrics();

    /** Why it measures nothing on this host, in one line; empty if it does. Asked before {@link #begin}. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /** MEASUREMENT begins. */
    default void begin() {}

    /** An evaluation, or a prediction of training errors, begins: the time until {@link #resume} does not count. */
    default void pause() {}

    /** An evaluation ended. */
    default void evaluated(Evaluated found) {}

    /** Training goes on. */
    default void resume() {}

    /** Training goes on; told about twice a second at most, between two fits. */
    default void progress() {}

    /**
     * The trial ends, however it does; MEASUREMENT may not have begun.
     *
     * @return a value for each metric that has one
     */
    Map<Metric, Double> end();

    /**
     * What a probe is told after an evaluation.
     *
     * @param solved whether the task's criterion is met
     * @param deviceBytes bytes in use on the device; empty without one
     */
    record Evaluated(boolean solved, OptionalLong deviceBytes) {}
}
