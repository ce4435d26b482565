package io.lagbench.harness.measure;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The percentile distributions of a trial as text, one file a stage, in the format of HdrHistogram's plotter: values in
 * microseconds, five lines per halved distance to the maximum.
 */
public final class PercentileFiles {
    private static final int LINES_PER_HALVING = 5;
    private static final double NANOS_PER_MICRO = 1000.0;

    private PercentileFiles() {}

    /** Writes {@code latency-<stage>.hgrm} beside a histogram log for each stage that has values in MEASUREMENT. */
    public static void write(Path log) throws IOException {
        for (Stage stage : Stage.values()) {
            Optional<Histogram> histogram = StoredHistograms.merged(List.of(log), stage);
            if (histogram.isPresent()) {
                try (PrintStream out = new PrintStream(
                        Files.newOutputStream(log.resolveSibling("latency-" + stage.label() + ".hgrm")),
                        false,
                        StandardCharsets.US_ASCII)) {
                    histogram.get().outputPercentileDistribution(out, LINES_PER_HALVING, NANOS_PER_MICRO);
                }
            }
        }
    }
}
