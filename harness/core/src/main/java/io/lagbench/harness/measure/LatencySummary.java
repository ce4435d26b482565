package io.lagbench.harness.measure;

/**
 * A latency distribution in nanoseconds. Count, mean, standard deviation, minimum and maximum are exact; percentiles are
 * HdrHistogram's highest equivalent value of the nearest-rank value at three significant digits. A percentile that the
 * count cannot support is null: p99 needs 100 values, p99.9 1,000, p99.99 10,000.
 *
 * @param stdev sample standard deviation; 0 for one value
 */
public record LatencySummary(
        long count,
        double mean,
        double stdev,
        long min,
        long p50,
        long p90,
        Long p99,
        Long p999,
        Long p9999,
        long max) {}
