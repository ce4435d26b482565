package io.lagbench.harness.results;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.workloads.Task;

/**
 * All that is known of a trial that ended.
 *
 * @param suite suite that it was run in
 * @param spec what was asked
 * @param task its task
 * @param started what ran; null if the trial ended before its engine existed
 * @param result what came of it
 * @param hostDevice name of the host's processor, which is the device where the engine names none
 * @param gitCommit commit of the build, or empty
 */
public record TrialRecord(
        String suite,
        TrialSpec spec,
        Task task,
        TrialEvent.Started started,
        TrialResult result,
        String hostDevice,
        String gitCommit) {}
