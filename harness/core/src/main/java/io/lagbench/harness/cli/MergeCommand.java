package io.lagbench.harness.cli;

import io.lagbench.harness.session.ExitCode;
import io.lagbench.harness.session.MergeSession;
import io.lagbench.harness.session.SessionEnd;
import io.lagbench.harness.sweep.Sweep;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts together what the shards of a sweep found. */
@Command(
        name = "merge",
        description =
                "Puts together what the shards of a sweep found, as SWEEP/run, a run directory like any other; says what is"
                        + " missing. May be called again when more is there.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 all is there, 1 a gate failed, 2 usage, 3 a trial failed, 75 trials are missing and gates are not"
                    + " judged."
        })
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SWEEP", description = "what lagbench plan wrote and lagbench run --plan has run")
    private Path sweep;

    @Override
    public Integer call() {
        SessionEnd end = new MergeSession(
                        Sweep.open(sweep),
                        List.of("lagbench", "merge", sweep.getFileName().toString()),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .execute();
        return ExitCode.of(end);
    }
}
