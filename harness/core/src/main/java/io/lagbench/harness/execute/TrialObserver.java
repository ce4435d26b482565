package io.lagbench.harness.execute;

import io.lagbench.harness.host.Host;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialOutcome;

/** Told how one trial goes on, by one thread at a time: {@code started, event..., ended}; a trial that is stopped never ends. */
public interface TrialObserver {

    /** The trial's turn has come, on this host. */
    void started(Host host);

    /** Something happened in it; every event but {@link TrialEvent.Finished}. */
    void event(TrialEvent event);

    /** It ended by itself, or its process did. */
    void ended(TrialOutcome outcome);
}
