package io.lagbench.harness.session;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.List;
import java.util.function.Function;

/** What a plan that was made before, perhaps elsewhere, needs of an installation. */
public final class PlanRequirements {
    private final String named;
    private final Backend backend;

    /**
     * @param named where the plan is, for messages
     * @param backend of this installation
     */
    public PlanRequirements(String named, Backend backend) {
        this.named = named;
        this.backend = backend;
    }

    /**
     * Checks that its tasks and engines are here, and that it is for this backend.
     *
     * @throws ConfigurationException if a task or engine is not on the class path
     * @throws BackendUnusableException if it is for another backend
     */
    public void check(Plan plan) {
        require(
                "task",
                TrialSpec::task,
                plan,
                Tasks.all().stream().map(TaskProvider::name).toList());
        require(
                "lstm",
                TrialSpec::lstm,
                plan,
                Engines.all().stream().map(EngineProvider::name).toList());
        String planned = plan.trials().get(0).backend();
        if (!planned.equals(backend.label())) {
            throw new BackendUnusableException(named + ": the run is for backend " + planned
                    + ", this installation for " + backend + "; add --backend " + planned);
        }
    }

    private void require(String what, Function<TrialSpec, String> of, Plan plan, List<String> here) {
        plan.trials().stream()
                .map(of)
                .filter(name -> !here.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException(named + ": " + what + " " + name
                            + " is not on the class path; allowed: " + String.join(", ", here));
                });
    }
}
