package io.lagbench.harness.execute;

import io.lagbench.harness.host.Host;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What the executors of this machine share: a queue, as many threads as trials at once, and a folder for each trial. */
abstract class LocalExecutor implements TrialExecutor {
    private static final long END_SECONDS = 10;

    private final Host host;
    private final Path trials;
    private final ExecutorService pool;
    private volatile boolean stopped;

    LocalExecutor(Host host, int jobs, Path trials) {
        this.host = host;
        this.trials = trials;
        this.pool = Executors.newFixedThreadPool(jobs);
    }

    /**
     * Executes a trial whose folder is there.
     *
     * @param collector to be told every event
     * @return empty if it was stopped
     */
    abstract Optional<TrialOutcome> execute(TrialSpec trial, TrialFiles files, OutcomeCollector collector)
            throws IOException, InterruptedException;

    @Override
    public final Future<?> submit(TrialSpec trial, TrialObserver observer) {
        if (stopped) {
            return CompletableFuture.completedFuture(null);
        }
        return pool.submit(() -> {
            try {
                run(trial, observer);
            } catch (Throwable e) {
                stop(); // the others end too, not when their turn comes to be waited for
                throw e;
            }
            return null;
        });
    }

    private void run(TrialSpec trial, TrialObserver observer) throws IOException, InterruptedException {
        if (stopped) {
            return;
        }
        TrialFiles files = TrialFiles.of(trials, trial);
        files.write(trial);
        observer.started(host);
        Optional<TrialOutcome> outcome = execute(trial, files, new OutcomeCollector(host, files, observer::event));
        if (!stopped) {
            outcome.ifPresent(observer::ended);
        }
    }

    final boolean stopped() {
        return stopped;
    }

    @Override
    public final void stop() {
        stopped = true;
    }

    /** Waits a moment for what runs to end. No thread is interrupted: that would close the files it writes. */
    @Override
    public final void close() {
        stop();
        pool.shutdown();
        try {
            pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
