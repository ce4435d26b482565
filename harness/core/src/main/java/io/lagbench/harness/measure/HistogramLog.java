package io.lagbench.harness.measure;

import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The full-fidelity record of latencies: HdrHistogram's interval log, format 1.3, values in nanoseconds. Tags are
 * {@code warmup} for fits on the throw-away network, else the {@link Stage}. One line per stage and interval, flushed as
 * written; reading all lines of a tag and adding the histograms gives the distribution of the trial.
 */
public final class HistogramLog implements AutoCloseable {
    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private final PrintStream stream;
    private final HistogramLogWriter writer;
    private long intervalStart;

    /**
     * Creates the file, overwriting one that is there.
     *
     * @param startMillis wall-clock time of the start, in milliseconds since the epoch
     */
    public HistogramLog(Path file, long startMillis) {
        try {
            stream = new PrintStream(
                    new java.io.FileOutputStream(file.toFile()), true, java.nio.charset.StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        intervalStart = startMillis;
        writer = new HistogramLogWriter(stream);
        writer.outputComment("[lagbench latency log: values in nanoseconds, closed loop, not corrected]");
        writer.outputLogFormatVersion();
        writer.outputStartTime(startMillis);
        writer.outputLegend();
    }

    /** Starts a new interval now; what was recorded before {@code nowMillis} belongs to the one before. */
    public void startInterval(long nowMillis) {
        intervalStart = nowMillis;
    }

    /** Writes what a recorder gathered since its last interval; nothing if it gathered nothing. */
    public void append(Phase phase, Stage stage, LatencyRecorder recorder, long nowMillis) {
        Histogram histogram = recorder.takeInterval();
        if (histogram.getTotalCount() == 0) {
            return;
        }
        histogram.setTag(phase == Phase.WARMUP ? phase.label() : stage.label());
        histogram.setStartTimeStamp(intervalStart);
        histogram.setEndTimeStamp(nowMillis);
        writer.outputIntervalHistogram(intervalStart / 1000.0, nowMillis / 1000.0, histogram, NANOS_PER_MILLI);
    }

    @Override
    public void close() {
        stream.close();
    }
}
