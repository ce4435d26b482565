package io.lagbench.harness.execute;

import io.lagbench.harness.host.Host;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the executor of a run: the one place where it is chosen. */
@FunctionalInterface
public interface ExecutorFactory {

    /**
     * An executor for one run.
     *
     * @param host this machine
     * @param device name, as CUDA_VISIBLE_DEVICES has it, of the only device that trials see; empty for all that this process sees
     * @param jobs trials at once, at least 1
     * @param trials folder in which each trial has one of its own
     */
    TrialExecutor open(Host host, Optional<String> device, int jobs, Path trials);
}
