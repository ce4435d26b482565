package io.lagbench.harness.plan;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Named workloads and grids, as written in a suite file.
 *
 * @param name name of the suite
 * @param summary what it shows, in one line
 * @param entries at least one
 */
public record Suite(String name, String summary, List<Entry> entries) {

    /**
     * A grid of workloads on one task.
     *
     * @param source where it stands, for messages: file and line
     * @param task name of the task
     * @param values texts per key; more than one makes an axis of the grid
     * @param keySources where each key of {@code values} stands
     * @param seeds seeds to run, at least one
     * @param solvedShare gate: the least share of this entry's trials that must be solved, in 0 to 1
     */
    public record Entry(
            String source,
            String task,
            Map<String, List<Value>> values,
            Map<String, String> keySources,
            List<Long> seeds,
            OptionalDouble solvedShare) {

        /** Where a key stands. */
        String keySource(String key) {
            return keySources.getOrDefault(key, source);
        }
    }

    /**
     * A value as written.
     *
     * @param source where it stands
     * @param text the value
     */
    public record Value(String source, String text) {}
}
