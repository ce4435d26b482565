package io.lagbench.harness.measure;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Records the latencies of one stage in one phase. Not thread-safe; recording allocates only while the histogram grows
 * to a new largest value.
 *
 * <p>The loop that is measured is closed (the next fit starts when the last ends), so values are recorded as they are:
 * no correction for coordinated omission.
 */
public final class LatencyRecorder {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram total = new Histogram(SIGNIFICANT_DIGITS);
    private Histogram interval = new Histogram(SIGNIFICANT_DIGITS);
    private double mean;
    private double squaredDeviations;
    private long sum;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    /**
     * Records one latency.
     *
     * @param nanos at least 0
     */
    public void record(long nanos) {
        total.recordValue(nanos);
        interval.recordValue(nanos);
        sum += nanos;
        min = Math.min(min, nanos);
        max = Math.max(max, nanos);
        double delta = nanos - mean; // Welford: a sum of squares would cancel
        mean += delta / total.getTotalCount();
        squaredDeviations += delta * (nanos - mean);
    }

    /** Number of values recorded. */
    public long count() {
        return total.getTotalCount();
    }

    /** Exact sum of the values, in nanoseconds. */
    public long sum() {
        return sum;
    }

    /** The distribution so far, or empty if nothing was recorded. */
    public Optional<LatencySummary> summary() {
        long count = count();
        if (count == 0) {
            return Optional.empty();
        }
        return Optional.of(new LatencySummary(
                count,
                (double) sum / count,
                count == 1 ? 0 : Math.sqrt(squaredDeviations / (count - 1)),
                min,
                total.getValueAtPercentile(50),
                total.getValueAtPercentile(90),
                percentile(99, 100),
                percentile(99.9, 1_000),
                percentile(99.99, 10_000),
                max));
    }

    private Long percentile(double percentile, long needed) {
        return count() >= needed ? total.getValueAtPercentile(percentile) : null;
    }

    /** The histogram of the values since the last call of this method; the caller owns it. */
    Histogram takeInterval() {
        Histogram taken = interval;
        interval = new Histogram(SIGNIFICANT_DIGITS);
        return taken;
    }
}
