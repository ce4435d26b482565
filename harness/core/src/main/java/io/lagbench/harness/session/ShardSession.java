package io.lagbench.harness.session;

import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.sweep.Shard;
import io.lagbench.harness.sweep.Sweep;
import io.lagbench.harness.trial.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One attempt at a shard of a sweep: runs the trials that no attempt has done, and says how the shard stands. */
public final class ShardSession {
    private final Sweep sweep;
    private final Shard shard;
    private final PrintWriter err;

    /** Runs a plan into a new run directory. */
    @FunctionalInterface
    public interface Run {
        /** @return how it ended */
        SessionEnd of(Plan plan, Path directory) throws IOException, InterruptedException;
    }

    /** @param err receives warnings and what failed, a line each */
    public ShardSession(Sweep sweep, Shard shard, PrintWriter err) {
        this.sweep = sweep;
        this.shard = shard;
        this.err = err;
    }

    /** How the shard stands afterwards, all attempts together. */
    public SessionEnd execute(Run run) throws IOException, InterruptedException {
        Plan left = sweep.left(shard, sweep.rows().keySet());
        if (left.trials().isEmpty()) {
            err.println("lagbench: shard " + shard + " of " + sweep.path() + ": "
                    + sweep.trials(shard).size() + " trials, all done: nothing to do");
        } else {
            String here = BuildInfo.read().commit();
            if (!sweep.commit().equals(here)) {
                err.println(
                        "lagbench: warning: the sweep was planned by commit " + sweep.commit() + ", this is " + here);
            }
            SessionEnd end = run.of(left, sweep.newAttempt(shard));
            if (end == SessionEnd.INTERRUPTED || end == SessionEnd.UNWRITABLE) {
                return end;
            }
        }
        return stand(sweep.trials(shard), sweep.rows());
    }

    /** How trials stand of which there are such rows. */
    static SessionEnd stand(List<TrialSpec> trials, Map<String, Row> rows) {
        if (trials.stream().anyMatch(trial -> !rows.containsKey(trial.id()))) {
            return SessionEnd.LEFT;
        }
        List<String> failures = Arrays.stream(Status.values())
                .filter(Status::isFailure)
                .map(Status::label)
                .toList();
        return trials.stream()
                        .anyMatch(
                                trial -> failures.contains(rows.get(trial.id()).text("status")))
                ? SessionEnd.TRIAL_FAILED
                : SessionEnd.OK;
    }
}
