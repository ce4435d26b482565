package io.lagbench.harness.fake;

import io.lagbench.harness.execute.Fork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own, with the fakes on its class path. */
public final class MainProcess {
    private MainProcess() {}

    /**
     * The command that starts it.
     *
     * @param folder where its lock lies, so that no test waits for a run of this machine or stops one
     */
    public static List<String> command(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlagbench.locks=" + folder.resolve("locks"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.lagbench.harness.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A process of it, to be started, whose environment has nothing that steers trials. */
    public static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(Fork.steeringVariables()::isWithheld);
        return builder;
    }

    /** Starts it; what it prints goes to the file {@code log} of the folder. */
    public static Process start(Path folder, List<String> command) throws IOException {
        return builder(command).redirectOutput(folder.resolve("log").toFile()).start();
    }

    /** Waits until no trial of a run is left: children notice within a moment that their parent is gone. */
    public static void awaitNoTrialLeft(Path run) throws InterruptedException {
        for (int wait = 0; wait < 100; wait++) {
            boolean left = ProcessHandle.allProcesses()
                    .anyMatch(process -> process.info().commandLine().orElse("").contains(run + "/trials/"));
            if (!left) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("a trial of " + run + " is left");
    }
}
