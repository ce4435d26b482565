package io.lagbench.harness.cli;

import io.lagbench.harness.execute.EngineProbe;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.host.UserFolders;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** The command line as users have it, but for its machine, which is that of {@link Hosts#plain}, and its trials, which run in
 * this JVM. */
final class InProcessMain {
    private InProcessMain() {}

    static CommandLine commandLine(Installation installation) {
        return commandLine(installation, Hosts.folders(), Map.of(), Hosts.trusting());
    }

    /** The same for a user, a shell and engines of a test. */
    static CommandLine commandLine(
            Installation installation, UserFolders folders, Map<String, String> environment, EngineProbe engines) {
        return Main.commandLine(
                installation,
                new Machine(
                        folders,
                        environment,
                        Hosts::plain,
                        UnaryOperator.identity(),
                        (host, device, backend) -> engines,
                        Hosts.inProcess(),
                        () -> {},
                        () -> {}));
    }
}
