package io.lagbench.harness.execute;

import io.lagbench.harness.host.Host;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import io.lagbench.harness.trial.TrialWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs trials in this JVM, one after the other, for tests and as a model for other executors. Nothing is pinned and nothing
 * guarded: threads, memory and flags are those of this process, which a trial that crashes ends. A trial that is stopped
 * ends with its next event.
 */
public final class InProcessExecutor extends LocalExecutor {

    /**
     * @param host this machine
     * @param trials folder in which each trial has one of its own
     */
    public InProcessExecutor(Host host, Path trials) {
        super(host, 1, trials);
    }

    @Override
    Optional<TrialOutcome> execute(TrialSpec trial, TrialFiles files, OutcomeCollector collector) throws IOException {
        AtomicReference<RuntimeException> refused = new AtomicReference<>();
        try {
            TrialWorker.run(files, event -> {
                if (stopped()) {
                    throw new CancellationException("the trial was stopped");
                }
                try {
                    collector.accept(event);
                } catch (RuntimeException e) {
                    refused.compareAndSet(null, e); // the trial takes it for its own
                    throw e;
                }
            });
        } catch (CancellationException e) {
            return Optional.empty();
        }
        if (refused.get() != null) {
            throw refused.get();
        }
        return collector.finished();
    }
}
