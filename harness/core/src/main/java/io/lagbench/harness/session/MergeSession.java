package io.lagbench.harness.session;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.format.ShellWords;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.run.SuiteRun;
import io.lagbench.harness.sweep.Merge;
import io.lagbench.harness.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Merges what the shards of a sweep found, and shows it as the run that it is then. */
public final class MergeSession {
    private final Sweep sweep;
    private final List<String> command;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param command the command line, for run.json
     * @param out receives results
     * @param err receives what is missing or differs, a line each
     */
    public MergeSession(Sweep sweep, List<String> command, PrintWriter out, PrintWriter err) {
        this.sweep = sweep;
        this.command = List.copyOf(command);
        this.out = out;
        this.err = err;
    }

    /** Whether trials are still missing decides over all else: then it is {@link SessionEnd#LEFT}. */
    public SessionEnd execute() {
        try {
            return merge();
        } catch (IOException e) {
            throw new NotNowException(sweep.path() + ": cannot be merged (" + FileProblems.describe(e)
                    + "); its shards are as they were");
        }
    }

    private SessionEnd merge() throws IOException {
        Merge merge = new Merge(sweep);
        Path path = merge.write(command);
        merge.notes().forEach(note -> err.println("lagbench: " + note));
        try (RunDirectory directory = RunDirectory.resume(path)) {
            SuiteRun.Outcome outcome = new SuiteRun.Outcome(directory.stored(), Map.of(), false);
            new SessionResults(directory, out).show(outcome);
            SessionEnd end = new Judgement(err)
                    .of(sweep.plan(), outcome, "lagbench run --plan " + ShellWords.word(sweep.path()) + " --shard I/N");
            return outcome.trials().size() < sweep.plan().trials().size() ? SessionEnd.LEFT : end;
        }
    }
}
