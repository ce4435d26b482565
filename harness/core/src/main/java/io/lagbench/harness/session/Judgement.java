package io.lagbench.harness.session;

import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.run.SuiteRun;
import java.io.PrintWriter;
import java.util.List;

/** Says what of a plan is left, which gates do not hold and how many trials failed. */
final class Judgement {
    private final PrintWriter err;

    /** @param err receives a line for each of it */
    Judgement(PrintWriter err) {
        this.err = err;
    }

    /**
     * Judges a run. Gates are judged when all of it is there.
     *
     * @param goOn the command that runs what is left
     */
    SessionEnd of(Plan plan, SuiteRun.Outcome outcome, String goOn) {
        int left = plan.trials().size() - outcome.trials().size();
        if (left > 0) {
            err.println("lagbench: " + left + " of " + plan.trials().size() + " trials are left"
                    + (plan.gates().isEmpty() ? "" : ", gates are not judged") + "; go on with: " + goOn);
        }
        List<String> gates = left > 0 ? List.of() : outcome.failedGates(plan);
        gates.forEach(gate -> err.println("lagbench: gate failed: " + gate));
        long failed = outcome.failures();
        if (failed > 0) {
            err.println("lagbench: " + failed + " of " + outcome.trials().size()
                    + " trials ended in error, crashed or are unsupported; see the rows in trials.csv");
            return SessionEnd.TRIAL_FAILED;
        }
        return gates.isEmpty() ? SessionEnd.OK : SessionEnd.GATE_FAILED;
    }
}
