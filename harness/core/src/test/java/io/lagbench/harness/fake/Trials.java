package io.lagbench.harness.fake;

import io.lagbench.engine.Backend;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Planner;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.harness.plan.TrialSpec;
import java.nio.file.Path;
import java.util.List;

/** Plans and trials for tests. */
public final class Trials {
    private Trials() {}

    /** The plan of a task with some keys set. */
    public static Plan plan(String task, String... assignments) {
        Planner planner = new Planner(() -> List.of("stock"));
        for (String assignment : assignments) {
            planner.set(assignment);
        }
        return planner.plan(new SuiteLibrary(Path.of("no-such-folder")).find(task), Backend.CPU);
    }

    /** The first trial of {@link #plan}. */
    public static TrialSpec trial(String task, String... assignments) {
        return plan(task, assignments).trials().get(0);
    }
}
