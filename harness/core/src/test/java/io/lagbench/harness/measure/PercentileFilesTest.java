package io.lagbench.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PercentileFilesTest {
    @TempDir
    private Path folder;

    private Path log() {
        Path file = folder.resolve("latency.hlog");
        Random random = new Random(3);
        try (HistogramLog log = new HistogramLog(file, 0)) {
            LatencyRecorder fit = new LatencyRecorder();
            LatencyRecorder warmup = new LatencyRecorder();
            warmup.record(1_000_000_000L);
            log.append(Phase.WARMUP, Stage.FIT, warmup, 10);
            for (int interval = 1; interval <= 3; interval++) {
                for (int i = 0; i < 1000; i++) {
                    fit.record((long) (1e6 * Math.exp(random.nextGaussian())));
                }
                log.append(Phase.MEASUREMENT, Stage.FIT, fit, 1000 * interval);
            }
        }
        return file;
    }

    /** The library's own HistogramLogProcessor on the same log. */
    @Test
    void theFileIsThatOfTheOriginalTool() throws IOException, InterruptedException {
        Path log = log();
        PercentileFiles.write(log);
        Process original = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(Histogram.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath())
                                .toString(),
                        "org.HdrHistogram.HistogramLogProcessor",
                        "-i",
                        log.toString(),
                        "-o",
                        folder.resolve("original").toString(),
                        "-tag",
                        "fit",
                        "-outputValueUnitRatio",
                        "1000")
                .inheritIO()
                .start();
        assertThat(original.waitFor()).isZero();
        assertThat(Files.readAllLines(folder.resolve("latency-fit.hgrm")))
                .isEqualTo(Files.readAllLines(folder.resolve("original.hgrm")).stream()
                        .filter(line -> !line.startsWith("#[Overall")) // the interval it was asked for, a comment
                        .toList())
                .hasSizeGreaterThan(20);
        assertThat(folder.resolve("latency-encode.hgrm")).doesNotExist();
    }

    @Test
    void histogramsAreAddedAndWarmupStaysOut() throws IOException {
        Path log = log();
        Histogram one = StoredHistograms.merged(List.of(log), Stage.FIT).orElseThrow();
        Histogram two = StoredHistograms.merged(List.of(log, log, folder.resolve("missing")), Stage.FIT)
                .orElseThrow();
        assertThat(one.getTotalCount()).isEqualTo(3000);
        assertThat(one.getMaxValue()).isLessThan(1_000_000_000L);
        assertThat(two.getTotalCount()).isEqualTo(6000);
        assertThat(two.getValueAtPercentile(99)).isEqualTo(one.getValueAtPercentile(99));
        assertThat(StoredHistograms.merged(List.of(log), Stage.PREDICT)).isEmpty();
    }

    @Test
    void aLogThatWasCutGivesWhatCanBeRead() throws IOException {
        Path log = log();
        String text = Files.readString(log);
        Files.writeString(log, text.substring(0, text.length() - 40));
        Histogram read = StoredHistograms.merged(List.of(log), Stage.FIT).orElseThrow();
        assertThat(read.getTotalCount()).isEqualTo(2000);
        Files.writeString(log, "no log at all\n,,,\n");
        assertThat(StoredHistograms.merged(List.of(log), Stage.FIT)).isEmpty();
    }
}
