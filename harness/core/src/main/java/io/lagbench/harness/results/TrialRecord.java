package io.lagbench.harness.results;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialOutcome;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.workloads.Task;
import java.time.Instant;

/**
 * All that is known of a trial that ended.
 *
 * @param suite suite that it was run in
 * @param spec what was asked
 * @param task its task
 * @param outcome what came of it, and where; its host's processor is the device where the engine names none
 * @param gitCommit commit of the build, or empty
 * @param began when its process was started; null where it did not run
 */
public record TrialRecord(
        String suite, TrialSpec spec, Task task, TrialOutcome outcome, String gitCommit, Instant began) {

    /** What the trial found. */
    TrialResult result() {
        return outcome.result();
    }

    /** What ran; null if the trial ended before its engine existed. */
    TrialEvent.Started started() {
        return outcome.started().orElse(null);
    }
}
