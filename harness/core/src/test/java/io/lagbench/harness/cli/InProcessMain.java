package io.lagbench.harness.cli;

import io.lagbench.harness.fake.Hosts;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** The command line as users have it, but for its trials, which run in this JVM, and for a second of watching the machine. */
final class InProcessMain {
    private InProcessMain() {}

    static CommandLine commandLine(Installation installation) {
        return Main.commandLine(installation, Hosts.inProcess(), UnaryOperator.identity());
    }
}
