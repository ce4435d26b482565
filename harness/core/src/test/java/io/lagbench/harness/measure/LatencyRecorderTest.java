package io.lagbench.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyRecorderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 99, 100, 999, 1000, 10_000})
    void percentilesAreHighestEquivalentValuesAtNearestRank(int count) {
        long seed = 42 + count;
        long[] values = new Random(seed)
                .doubles(count)
                .mapToLong(u -> (long) (1000 * Math.exp(12 * u)))
                .toArray();
        LatencyRecorder recorder = new LatencyRecorder();
        for (long value : values) {
            recorder.record(value);
        }
        LatencySummary summary = recorder.summary().orElseThrow();
        Arrays.sort(values);
        assertThat(summary.p50()).isEqualTo(highestEquivalent(nearestRank(values, 50)));
        assertThat(summary.p90()).isEqualTo(highestEquivalent(nearestRank(values, 90)));
        assertThat(summary.p99()).isEqualTo(count < 100 ? null : highestEquivalent(nearestRank(values, 99)));
        assertThat(summary.p999()).isEqualTo(count < 1000 ? null : highestEquivalent(nearestRank(values, 99.9)));
        assertThat(summary.p9999()).isEqualTo(count < 10_000 ? null : highestEquivalent(nearestRank(values, 99.99)));
    }

    @Test
    void countMeanDeviationMinimumAndMaximumAreExact() {
        LatencyRecorder recorder = new LatencyRecorder();
        long[] values = {1_234_567, 7_654_321, 123_456_789_012L, 42};
        for (long value : values) {
            recorder.record(value);
        }
        LatencySummary summary = recorder.summary().orElseThrow();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).mapToDouble(v -> (v - mean) * (v - mean)).sum() / 3;
        assertThat(summary.count()).isEqualTo(4);
        assertThat(summary.mean()).isEqualTo(mean);
        assertThat(summary.stdev()).isCloseTo(Math.sqrt(variance), within(1e-3));
        assertThat(summary.min()).isEqualTo(42);
        assertThat(summary.max()).isEqualTo(123_456_789_012L);
        assertThat(recorder.sum()).isEqualTo(Arrays.stream(values).sum());
    }

    @Test
    void withoutValuesThereIsNoSummary() {
        assertThat(new LatencyRecorder().summary()).isEmpty();
    }

    @Test
    void logHoldsEveryValueOnceWhateverTheLocale(@TempDir Path folder) throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            Path file = folder.resolve("latency.hlog");
            LatencyRecorder warmup = new LatencyRecorder();
            LatencyRecorder fits = new LatencyRecorder();
            Histogram all = new Histogram(3);
            long start = 1_700_000_000_123L;
            try (HistogramLog log = new HistogramLog(file, start)) {
                warmup.record(999);
                for (int interval = 0; interval < 3; interval++) {
                    for (int i = 1; i <= 50; i++) {
                        fits.record(i * 1_000_003L);
                        all.recordValue(i * 1_000_003L);
                    }
                    log.append(Phase.WARMUP, Stage.FIT, warmup, start + 500);
                    log.append(Phase.MEASUREMENT, Stage.FIT, fits, start + 500);
                    log.startInterval(start + 500);
                }
            }
            assertThat(Files.readString(file)).contains("Tag=fit,").doesNotContain(",1.700.000");
            Histogram read = new Histogram(3);
            long warmups = 0;
            try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
                EncodableHistogram histogram;
                while ((histogram = reader.nextIntervalHistogram()) != null) {
                    if ("warmup".equals(histogram.getTag())) {
                        warmups += ((Histogram) histogram).getTotalCount();
                    } else {
                        assertThat(histogram.getTag()).isEqualTo("fit");
                        read.add((Histogram) histogram);
                    }
                }
            }
            assertThat(warmups).isEqualTo(1);
            assertThat(read).isEqualTo(all);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static long nearestRank(long[] sorted, double percentile) {
        int rank = (int) Math.ceil(percentile / 100 * sorted.length - 1e-9);
        return sorted[Math.max(1, rank) - 1];
    }

    private static long highestEquivalent(long value) {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(value);
        return histogram.highestEquivalentValue(value);
    }
}
