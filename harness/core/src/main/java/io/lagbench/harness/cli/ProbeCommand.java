package io.lagbench.harness.cli;

import io.lagbench.harness.run.HostImplementations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Checks the LSTM implementations for {@code run}; of no use to people. */
@Command(name = "probe", hidden = true, description = "Checks the LSTM implementations on this host; used by run.")
final class ProbeCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        HostImplementations.check(System.out);
        return ExitCode.OK;
    }
}
