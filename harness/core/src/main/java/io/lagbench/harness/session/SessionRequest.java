package io.lagbench.harness.session;

import io.lagbench.engine.Backend;
import io.lagbench.harness.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a session is to do.
 *
 * @param path run directory
 * @param pathOption the option that named it; empty where none did
 * @param resumed whether it is the directory of a run to go on with, or with a plan one to begin; else it is new or empty
 * @param plan what is asked for; empty to go by a resumed directory alone
 * @param suite name under which it is asked for, for messages; null without a plan
 * @param backend the backend of this installation
 * @param device name, as CUDA_VISIBLE_DEVICES has it, of the only device that trials see; empty for all that this process sees
 * @param jobs trials at once; empty for one, or for as many as a resumed run was begun with
 * @param maxMinutes minutes after which the session ends; empty for no limit
 * @param command the command line, for run.json
 * @param goOn the command that goes on with it, for messages
 * @param quiet whether progress is not shown
 * @param rowsOnly whether what is found is neither shown nor reported: it is a part of something
 */
public record SessionRequest(
        Path path,
        String pathOption,
        boolean resumed,
        Optional<Plan> plan,
        String suite,
        Backend backend,
        Optional<String> device,
        OptionalInt jobs,
        OptionalDouble maxMinutes,
        List<String> command,
        String goOn,
        boolean quiet,
        boolean rowsOnly) {

    /** Requires a plan for what is not resumed. */
    public SessionRequest {
        if (!resumed && plan.isEmpty()) {
            throw new IllegalArgumentException("a new run needs a plan");
        }
        command = List.copyOf(command);
    }

    /** The run directory as messages name it. */
    String namedPath() {
        return pathOption.isEmpty()
                ? "run directory " + path + " (LAGBENCH_RUNS names another folder)"
                : pathOption + " " + path;
    }
}
