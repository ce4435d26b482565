package io.lagbench.harness.trial;

import io.lagbench.engine.Engines;
import io.lagbench.harness.measure.HistogramLog;
import io.lagbench.harness.measure.MemoryGuard;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.measure.PercentileFiles;
import io.lagbench.harness.metric.TrialProbe;
import io.lagbench.harness.plan.TrialSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Runs the trial that a folder says, alone in this process or not, and leaves what belongs to its files there. */
public final class TrialWorker {
    /** Exit status of a worker whose parent is gone. */
    private static final int ORPHANED = 70;

    private TrialWorker() {}

    /** System property: MB of resident memory above which a trial ends; without it there is no limit. */
    public static final String MEMORY_LIMIT = "lagbench.trial.memory";

    /**
     * The process of one trial: ends when its parent does or when it takes too much memory.
     *
     * @param in standard input, which the parent keeps open as long as it lives
     * @param channel to the parent
     */
    public static void work(TrialFiles files, InputStream in, EventChannel channel) throws IOException {
        haltWhenParentEnds(in);
        MemoryGuard.start(Double.parseDouble(System.getProperty(MEMORY_LIMIT, "Infinity")));
        run(files, channel::send);
    }

    /**
     * Runs a trial in this process.
     *
     * @param listener told every event, on this thread
     */
    public static void run(TrialFiles files, Consumer<TrialEvent> listener) throws IOException {
        TrialSpec spec = files.read();
        TrialResult result;
        try (HistogramLog log = new HistogramLog(files.latencies(), System.currentTimeMillis())) {
            result = new Trial(spec, Engines.get(spec.lstm()), NanoClock.system(), probes(), log, listener).run();
        }
        listener.accept(new TrialEvent.Finished(result));
        try {
            PercentileFiles.write(files.latencies());
        } catch (IOException e) {
            System.err.println("percentile files could not be written: " + e); // the histogram log has it all
        }
    }

    private static List<TrialProbe> probes() {
        return ServiceLoader.load(TrialProbe.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * The parent keeps the other end of standard input open as long as it lives; however it ends, even killed, this end
     * then reads end-of-file.
     */
    private static void haltWhenParentEnds(InputStream in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            continue; // nothing more is expected
                        }
                    } catch (IOException e) {
                        System.err.println("standard input failed: " + e);
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
