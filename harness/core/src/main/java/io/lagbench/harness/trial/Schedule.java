package io.lagbench.harness.trial;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Task;

/**
 * When a trial evaluates and when its budget is used up, in fit calls.
 *
 * @param fits fit calls of the whole budget
 * @param evaluateEvery fit calls between evaluations; one more stands at the end
 * @param fitsPerEpoch fit calls of an epoch; 0 where the budget is not in epochs
 */
public record Schedule(long fits, long evaluateEvery, long fitsPerEpoch) {

    /** The schedule of a trial. */
    public static Schedule of(TrialSpec spec, Task task) {
        if (spec.countsEpochs()) {
            long perEpoch = task.streams().evaluationSequences() / spec.batch();
            return new Schedule(spec.budget() * perEpoch, spec.evaluateEvery() * perEpoch, perEpoch);
        }
        long perFit = spec.regime().updatesPerFit(task.shape().timeSteps());
        return new Schedule(
                ceilDivide(spec.budget(), perFit), Math.max(1, ceilDivide(spec.evaluateEvery(), perFit)), 0);
    }

    private static long ceilDivide(long a, long b) {
        return (a + b - 1) / b;
    }

    /** Evaluations of a trial that ends after so many fits, that of the untrained network included. */
    public long evaluations(long fits) {
        return 1 + ceilDivide(fits, evaluateEvery);
    }

    /** Whether an evaluation follows a fit, counted from 1; one always follows the last. */
    boolean evaluatesAfter(long fit) {
        return fit % evaluateEvery == 0;
    }

    /** Whether a fit, counted from 1, is the first of an epoch. */
    boolean startsEpoch(long fit) {
        return fitsPerEpoch > 0 && (fit - 1) % fitsPerEpoch == 0;
    }
}
