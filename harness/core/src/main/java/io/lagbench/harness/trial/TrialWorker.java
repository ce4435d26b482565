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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** The process of one trial: reads the trial from standard input, runs it, and tells its parent over an {@link EventChannel}. */
public final class TrialWorker {
    /** Exit status of a worker whose parent is gone. */
    private static final int ORPHANED = 70;

    private TrialWorker() {}

    /** System property: MB of resident memory above which a trial ends; without it there is no limit. */
    public static final String MEMORY_LIMIT = "lagbench.trial.memory";

    /**
     * Runs the trial that the parent writes as the first line of standard input.
     *
     * @param folder where the latency log goes
     */
    public static void work(Path folder, InputStream in, EventChannel channel) throws IOException {
        TrialSpec spec = TrialSpec.fromJson(readLine(in));
        haltWhenParentEnds(in);
        MemoryGuard.start(Double.parseDouble(System.getProperty(MEMORY_LIMIT, "Infinity")));
        Files.createDirectories(folder); // it may have been removed with the whole run directory
        Path file = folder.resolve("latency.hlog");
        TrialResult result;
        try (HistogramLog log = new HistogramLog(file, System.currentTimeMillis())) {
            result = new Trial(spec, Engines.get(spec.lstm()), NanoClock.system(), probes(), log, channel::send).run();
        }
        channel.send(new TrialEvent.Finished(result));
        try {
            PercentileFiles.write(file);
        } catch (IOException e) {
            System.err.println("percentile files could not be written: " + e); // the histogram log has it all
        }
    }

    private static List<TrialProbe> probes() {
        return ServiceLoader.load(TrialProbe.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static String readLine(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the parent sent no trial");
            }
            line.write(b);
        }
        return line.toString(java.nio.charset.StandardCharsets.UTF_8);
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
