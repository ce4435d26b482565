package io.lagbench.harness.run;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;

/** Told how a run goes on, for people to watch. Called by one thread at a time; several trials may run at once. */
public interface Progress extends AutoCloseable {

    /** A trial starts. */
    void trialStarted(TrialSpec trial);

    /** Something happened in a trial that runs. */
    void trialEvent(TrialSpec trial, TrialEvent event);

    /** A trial ended. */
    void trialEnded(TrialSpec trial, TrialResult result);

    @Override
    void close();

    /** Tells nobody. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void trialStarted(TrialSpec trial) {}

            @Override
            public void trialEvent(TrialSpec trial, TrialEvent event) {}

            @Override
            public void trialEnded(TrialSpec trial, TrialResult result) {}

            @Override
            public void close() {}
        };
    }
}
