package io.lagbench.harness.execute;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Gives every trial a JVM of its own on this machine: nothing of one is left for the next, and none ends another. */
public final class ForkExecutor extends LocalExecutor {
    private final TrialProcess process;

    /**
     * @param fork how the JVMs are started, and how many at once
     * @param trials folder in which each trial has one of its own
     */
    public ForkExecutor(Fork fork, Path trials) {
        super(fork.host(), fork.jobs(), trials);
        this.process = new TrialProcess(fork, this::stopped);
    }

    @Override
    Optional<TrialOutcome> execute(TrialSpec trial, TrialFiles files, OutcomeCollector collector)
            throws IOException, InterruptedException {
        return process.run(trial, files, collector);
    }
}
