package io.lagbench.harness.trial;

import io.lagbench.engine.FitSplit;
import io.lagbench.harness.measure.HistogramLog;
import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The latencies of a trial: of each stage in MEASUREMENT, and of the fits of WARMUP. */
final class StageRecorders {
    private final LatencyRecorder warmupFits = new LatencyRecorder();
    private final Map<Stage, LatencyRecorder> measured = new EnumMap<>(Stage.class);
    private final HistogramLog log;

    /** @param log receives the histograms; null for none */
    StageRecorders(HistogramLog log) {
        this.log = log;
        for (Stage stage : Stage.values()) {
            measured.put(stage, new LatencyRecorder());
        }
    }

    /** Fits on the throw-away network. */
    LatencyRecorder warmupFits() {
        return warmupFits;
    }

    /** A stage of MEASUREMENT. */
    LatencyRecorder of(Stage stage) {
        return measured.get(stage);
    }

    /** Records the parts of a fit, and what is left of it. */
    void record(FitSplit split, long fitNanos) {
        of(Stage.FORWARD).record(split.forward());
        of(Stage.OUTPUT_AND_LOSS).record(split.outputAndLoss());
        of(Stage.BACKWARD).record(split.backward());
        of(Stage.UPDATER).record(split.updater());
        of(Stage.FRAMEWORK).record(Math.max(0, fitNanos - split.sum()));
    }

    /** Writes what was recorded since the last interval to the log. */
    void logInterval() {
        if (log != null) {
            long now = System.currentTimeMillis();
            log.append(Phase.WARMUP, Stage.FIT, warmupFits, now);
            measured.forEach((stage, recorder) -> log.append(Phase.MEASUREMENT, stage, recorder, now));
            log.startInterval(now);
        }
    }

    /** The distributions of what was recorded. */
    List<StageLatency> summaries() {
        List<StageLatency> latencies = new ArrayList<>();
        add(latencies, Stage.FIT, Phase.WARMUP, warmupFits);
        measured.forEach((stage, recorder) -> add(latencies, stage, Phase.MEASUREMENT, recorder));
        return latencies;
    }

    private static void add(List<StageLatency> latencies, Stage stage, Phase phase, LatencyRecorder recorder) {
        recorder.summary().ifPresent(summary -> latencies.add(new StageLatency(stage, phase, summary)));
    }
}
