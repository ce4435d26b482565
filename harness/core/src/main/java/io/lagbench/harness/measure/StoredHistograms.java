package io.lagbench.harness.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** Reads what a {@link HistogramLog} wrote. */
public final class StoredHistograms {
    private static final int DIGITS = 3;

    private StoredHistograms() {}

    /**
     * The distribution of a stage in MEASUREMENT, in nanoseconds: all intervals of all files added. What cannot be read is
     * left out.
     *
     * @param logs files; those that are missing have nothing
     * @return empty if nothing was recorded
     */
    public static Optional<Histogram> merged(List<Path> logs, Stage stage) throws IOException {
        Histogram sum = new Histogram(DIGITS);
        for (Path log : logs) {
            if (!Files.isRegularFile(log)) {
                continue;
            }
            try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
                while (reader.hasNext()) {
                    EncodableHistogram interval = reader.nextIntervalHistogram();
                    if (interval instanceof Histogram histogram && stage.label().equals(histogram.getTag())) {
                        sum.add(histogram);
                    }
                }
            } catch (RuntimeException e) {
                continue; // cut in the middle: the library has no exception of its own for it
            }
        }
        return sum.getTotalCount() == 0 ? Optional.empty() : Optional.of(sum);
    }
}
