package io.lagbench.harness.cli;

import io.lagbench.harness.run.HostImplementations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks the LSTM implementations for {@code run}; of no use to people. */
@Command(name = "probe", hidden = true, description = "Checks the LSTM implementations on this host; used by run.")
final class ProbeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "BACKEND", description = "whose implementations to check")
    private String backend;

    @Override
    public Integer call() {
        HostImplementations.check(backend, System.out);
        return ExitCode.OK;
    }
}
