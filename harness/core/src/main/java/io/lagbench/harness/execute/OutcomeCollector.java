package io.lagbench.harness.execute;

import io.lagbench.harness.host.Host;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import io.lagbench.harness.trial.TrialResult;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the outcome of a trial of what it tells, and passes on all but the last of it. */
final class OutcomeCollector implements Consumer<TrialEvent> {
    private final Host host;
    private final TrialFiles files;
    private final Consumer<TrialEvent> listener;
    private volatile TrialEvent.Started started;
    private volatile TrialEvent.Evaluated last;
    private volatile TrialResult result;

    OutcomeCollector(Host host, TrialFiles files, Consumer<TrialEvent> listener) {
        this.host = host;
        this.files = files;
        this.listener = listener;
    }

    @Override
    public void accept(TrialEvent event) {
        if (event instanceof TrialEvent.Finished finished) {
            result = finished.result();
            return;
        }
        if (event instanceof TrialEvent.Started begun) {
            started = begun;
        } else if (event instanceof TrialEvent.Evaluated evaluated) {
            last = evaluated;
        }
        listener.accept(event);
    }

    /** The outcome as the trial told it; empty if it did not come to that. */
    Optional<TrialOutcome> finished() {
        return Optional.ofNullable(result).map(this::outcome);
    }

    /** The outcome of a trial that came to no end of its own: what it knew stands. */
    TrialOutcome ended(Status status, String error) {
        return outcome(TrialResult.ended(status, error, last));
    }

    private TrialOutcome outcome(TrialResult found) {
        return new TrialOutcome(found, host, Optional.ofNullable(started), files);
    }
}
