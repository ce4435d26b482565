package io.lagbench.harness.cli;

import io.lagbench.harness.fake.Hosts;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** The command line as users have it, but for its machine, which is that of {@link Hosts#plain}, and its trials, which run in
 * this JVM. */
final class InProcessMain {
    private InProcessMain() {}

    static CommandLine commandLine(Installation installation) {
        return Main.commandLine(installation, new Machine(Hosts::plain, UnaryOperator.identity(), Hosts.inProcess()));
    }
}
