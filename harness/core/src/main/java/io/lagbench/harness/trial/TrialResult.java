package io.lagbench.harness.trial;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What one trial found: how it ended, what it counted, and a value for each metric that has one.
 *
 * @param status how it ended
 * @param error one line on what went wrong, or null
 * @param fits fit calls in MEASUREMENT
 * @param updates parameter updates in MEASUREMENT
 * @param sequences sequences trained on in MEASUREMENT
 * @param solved whether the task's criterion is met at the last evaluation
 * @param remembers what its proof of memory says; null if not solved, or where the task has none
 * @param metrics values by name of {@link Metric}; finite, and missing where not available
 * @param latencies one per stage and phase that ran
 */
public record TrialResult(
        Status status,
        String error,
        long fits,
        long updates,
        long sequences,
        boolean solved,
        Boolean remembers,
        Map<String, Double> metrics,
        List<StageLatency> latencies) {

    /** Copies the metrics, without those that are no finite number. */
    public TrialResult {
        Map<String, Double> finite = new TreeMap<>(metrics);
        finite.values().removeIf(value -> value == null || !Double.isFinite(value));
        metrics = Map.copyOf(finite);
        latencies = List.copyOf(latencies);
    }

    /** The value of a metric; empty where not available. */
    public OptionalDouble value(Metric metric) {
        Double value = metrics.get(metric.name());
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The same with one more value. */
    public TrialResult with(Metric metric, double value) {
        Map<String, Double> more = new HashMap<>(metrics);
        more.put(metric.name(), value);
        return new TrialResult(status, error, fits, updates, sequences, solved, remembers, more, latencies);
    }

    /** The same without latencies and other values that mean nothing where trials ran side by side. */
    public TrialResult untimed() {
        Map<String, Double> untimed = new HashMap<>(metrics);
        Metrics.all().stream()
                .filter(metric -> metric.unit().needsTheMachineAlone())
                .forEach(metric -> untimed.remove(metric.name()));
        return new TrialResult(status, error, fits, updates, sequences, solved, remembers, untimed, List.of());
    }

    /**
     * A trial whose process gave no result of its own.
     *
     * @param last its last evaluation, or null; what it knew stands
     */
    public static TrialResult ended(Status status, String error, TrialEvent.Evaluated last) {
        if (last == null) {
            return new TrialResult(status, error, 0, 0, 0, false, null, Map.of(), List.of());
        }
        MetricValues known = new MetricValues();
        known.putLearned(last.score());
        known.put(Metrics.TRAIN_S, last.trainSeconds());
        return new TrialResult(
                status, error, 0, last.update(), last.sequences(), false, null, known.byName(), List.of());
    }
}
