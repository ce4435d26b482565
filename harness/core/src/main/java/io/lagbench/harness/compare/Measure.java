package io.lagbench.harness.compare;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import java.util.List;
import java.util.stream.Stream;

/**
 * A column of trials.csv in which two sides can be compared by a ratio: none of its values is negative.
 *
 * @param column name of the column
 * @param higherIsBetter whether more of it is better
 */
public record Measure(String column, boolean higherIsBetter) {
    private static final List<String> LOWER_IS_BETTER = List.of(
            "fit_p50_us",
            "fit_mean_us",
            "fit_p90_us",
            "fit_p99_us",
            "fit_p999_us",
            "fit_max_us",
            "train_s",
            "wall_s",
            "total_s",
            "overhead_share",
            "final_loss",
            "sequences_to_solve",
            "updates_to_solve",
            "seconds_to_solve",
            "peak_rss_mb",
            "peak_heap_mb",
            "peak_device_mb");
    private static final List<String> HIGHER_IS_BETTER =
            List.of("steps_per_s", "pipelined_steps_per_s", "accuracy", "recall_accuracy");

    /**
     * The measure of a column.
     *
     * @throws ConfigurationException if there is none; the message names those that there are
     */
    public static Measure of(String column) {
        if (LOWER_IS_BETTER.contains(column)) {
            return new Measure(column, false);
        }
        if (HIGHER_IS_BETTER.contains(column)) {
            return new Measure(column, true);
        }
        throw new ConfigurationException(Names.unknown("measure", column, columns()));
    }

    /** Names of all measures. */
    public static List<String> columns() {
        return Stream.concat(LOWER_IS_BETTER.stream(), HIGHER_IS_BETTER.stream())
                .toList();
    }

    /** Whether it says how fast the network is trained, so that better means faster. */
    public boolean isSpeed() {
        return column.startsWith("fit_") || column.endsWith("steps_per_s") || column.endsWith("_s");
    }
}
