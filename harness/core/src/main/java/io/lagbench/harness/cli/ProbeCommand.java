package io.lagbench.harness.cli;

import io.lagbench.harness.execute.ForkedEngineProbe;
import io.lagbench.harness.session.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks engines for {@code run}; of no use to people. */
@Command(name = "probe", hidden = true, description = "Checks engines on this host; used by run.")
final class ProbeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "engines to check")
    private List<String> engines;

    @Option(names = ForkedEngineProbe.CONFORMANCE, description = "on more and larger shapes")
    private boolean conformance;

    @Override
    public Integer call() {
        ForkedEngineProbe.check(engines, conformance, System.out);
        return ExitCode.OK;
    }
}
