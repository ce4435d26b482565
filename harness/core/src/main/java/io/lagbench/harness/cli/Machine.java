package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.estimate.Estimator;
import io.lagbench.harness.execute.EngineProbe;
import io.lagbench.harness.execute.ExecutorFactory;
import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.UserFolders;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What runs are executed on.
 *
 * @param folders where libraries keep files for the user
 * @param environment variables of this process, and those that its launcher kept from it
 * @param probe looks at this machine
 * @param observation looks what other programs do on it, before trials run
 * @param engines tries engines out
 * @param executors where trials are executed
 * @param endWithParent from then on this process ends as by a signal when the one that started it has ended
 * @param interrupted the last thing that a run does which is ended by a signal, when its rows are whole
 */
record Machine(
        UserFolders folders,
        Map<String, String> environment,
        Supplier<Host> probe,
        UnaryOperator<Host> observation,
        EngineProbes engines,
        ExecutorFactory executors,
        Runnable endWithParent,
        Runnable interrupted) {

    /** Whether trials can be kept on some processors: {@code taskset} is there. */
    boolean canPin() {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
    }

    /** Says, before anyone waits for it, that native libraries are about to be unpacked. */
    void announceFirstUse(PrintWriter err) {
        folders.announcement().ifPresent(line -> err.println("lagbench: " + line));
    }

    /** What estimates how long trials take here, from the runs of an installation. */
    Estimator estimator(Host host, Optional<String> device, Installation installation) {
        Fork alone = Main.fork(host, device, 1, folders);
        return new Estimator(installation.runs(), installation.backend().label(), host.cpu(), alone::threads);
    }

    /** Makes what tries engines out. */
    @FunctionalInterface
    interface EngineProbes {
        /** @param device name, as CUDA_VISIBLE_DEVICES has it, of the only device that they see; empty for all that this process sees */
        EngineProbe of(Host host, Optional<String> device, Backend backend);
    }
}
