package io.lagbench.harness.trial;

import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.workloads.Score;
import java.util.HashMap;
import java.util.Map;

/** Values of metrics as a trial finds them. What is no finite number is not available, and left out of its result. */
final class MetricValues {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Map<String, Double> values = new HashMap<>();

    /** By name. */
    Map<String, Double> byName() {
        return values;
    }

    void put(Metric metric, double value) {
        values.put(metric.name(), value);
    }

    /** What an evaluation found. */
    void putLearned(Score score) {
        put(Metrics.FINAL_LOSS, score.loss());
        put(Metrics.ACCURACY, score.accuracy());
        put(Metrics.RECALL_ACCURACY, score.recallAccuracy());
        put(Metrics.RECALL_MARGIN, score.recallMargin());
    }

    /** What it took to solve the task: all that was spent at the evaluation from which on the criterion was met. */
    void putEffort(TrialEvent.Evaluated solvedAt) {
        put(Metrics.SEQUENCES_TO_SOLVE, solvedAt.sequences());
        put(Metrics.UPDATES_TO_SOLVE, solvedAt.update());
        put(Metrics.SECONDS_TO_SOLVE, solvedAt.trainSeconds());
    }

    void putProof(MemoryProof proof) {
        put(Metrics.FLIP_ACCURACY, proof.flipAccuracy());
        put(Metrics.BLANK_ACCURACY, proof.blankAccuracy());
        put(Metrics.SWAP_ACCURACY, proof.swapAccuracy());
    }

    /** What the cold fit took. */
    void putFirstFit(long nanos) {
        put(Metrics.FIRST_FIT, nanos / NANOS_PER_MICRO);
    }

    /**
     * What fits took.
     *
     * @param wallNanos wall time of MEASUREMENT without its evaluations
     * @param steps time steps trained on, over all sequences
     */
    void putTimes(LatencyRecorder fits, long wallNanos, double steps) {
        double train = fits.sum() / NANOS_PER_SECOND;
        double wall = wallNanos / NANOS_PER_SECOND;
        put(Metrics.TRAIN_S, train);
        put(Metrics.WALL_S, wall);
        put(Metrics.STEPS_PER_S, steps / train);
        put(Metrics.OVERHEAD_SHARE, (wall - train) / wall);
        fits.summary().ifPresent(fit -> {
            put(Metrics.FIT_MEAN, fit.mean() / NANOS_PER_MICRO);
            put(Metrics.FIT_P50, fit.p50() / NANOS_PER_MICRO);
            put(Metrics.FIT_P90, fit.p90() / NANOS_PER_MICRO);
            put(Metrics.FIT_P99, micros(fit.p99()));
            put(Metrics.FIT_P999, micros(fit.p999()));
            put(Metrics.FIT_MAX, fit.max() / NANOS_PER_MICRO);
        });
    }

    private static double micros(Long nanos) {
        return nanos == null ? Double.NaN : nanos / NANOS_PER_MICRO;
    }
}
