package io.lagbench.harness.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param published what others have published of these trials
     */
    public record Entry(
            String source,
            String task,
            Map<String, List<Value>> values,
            Map<String, String> keySources,
            List<Long> seeds,
            OptionalDouble solvedShare,
            Optional<Published> published) {

        /** Where a key stands. */
        String keySource(String key) {
            return keySources.getOrDefault(key, source);
        }
    }

    /**
     * Results of others to show beside an entry's.
     *
     * @param label what they call it
     * @param values by the name of a metric, or {@value Published#SOLVED} for the share of trials that were solved
     * @param relativeTo label of the entry of the same suite to which results are to be set in relation; empty for none
     */
    public record Published(String label, Map<String, Double> values, String relativeTo) {
        /** Name of the value that is the share of solved trials. */
        public static final String SOLVED = "solved";

        /** Copies the values. */
        public Published {
            values = Map.copyOf(values);
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
