package io.lagbench.harness.cli;

import io.lagbench.harness.execute.EngineProbe;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.host.UserFolders;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    /** The exit code of a command, whose output and errors take the place of what is there. */
    static int execute(Installation installation, StringWriter out, StringWriter err, String... arguments) {
        CommandLine line = commandLine(installation);
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    /** The command line for a user, a shell and engines of a test. */
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
