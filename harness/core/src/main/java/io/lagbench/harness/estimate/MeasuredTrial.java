package io.lagbench.harness.estimate;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Task;
import java.util.OptionalLong;

/**
 * A trial of an earlier run that ended well.
 *
 * @param run name of its run
 * @param spec what was asked
 * @param task its task
 * @param threads threads it ran on
 * @param times what it took; null where it was not measured alone
 * @param updates updates that were made
 * @param updatesToSolve updates until it was solved; empty if it was not
 */
record MeasuredTrial(
        String run, TrialSpec spec, Task task, int threads, Times times, long updates, OptionalLong updatesToSolve) {

    /**
     * Parts of a trial's time, in seconds.
     *
     * @param start the process and what else happens once, without the fits of the warm-up
     * @param fit one fit with all that goes with it
     * @param evaluation one evaluation
     */
    record Times(double start, double fit, double evaluation) {

        /**
         * The parts from a trial's totals.
         *
         * @param total from the start of the process to its end
         * @param wall of so many fits in MEASUREMENT
         * @param predict of so many evaluations
         * @param warmup fits of the warm-up, which counts as if each took as long as those later; the rest is start
         */
        static Times of(double total, double wall, long fits, double predict, long evaluations, int warmup) {
            double fit = wall / fits;
            return new Times(Math.max(0, total - wall - predict - warmup * fit), fit, predict / evaluations);
        }
    }
}
