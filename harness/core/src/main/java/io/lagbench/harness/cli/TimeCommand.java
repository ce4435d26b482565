package io.lagbench.harness.cli;

import io.lagbench.harness.execute.ForkedEngineProbe;
import io.lagbench.harness.session.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Times trials for {@code run}; of no use to people. */
@Command(name = "time", hidden = true, description = "Times engines on this host; used by run.")
final class TimeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TRIAL", arity = "1..*", description = "trials to time, as JSON")
    private List<String> trials;

    @Override
    public Integer call() {
        ForkedEngineProbe.time(trials, System.out);
        return ExitCode.OK;
    }
}
