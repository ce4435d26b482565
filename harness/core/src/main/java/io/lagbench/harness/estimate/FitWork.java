package io.lagbench.harness.estimate;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Task;

/**
 * What one fit asks of an implementation, in the counts that its time grows with.
 *
 * @param lstm implementation
 * @param updates parameter updates
 * @param steps time steps times layers, which follow each other whatever the batch
 * @param products batch x time steps x trainable parameters: multiplications, but for a factor
 */
record FitWork(String lstm, double updates, double steps, double products) {

    /** The work of a fit of a trial. */
    static FitWork of(TrialSpec spec, Task task) {
        int timeSteps = task.shape().timeSteps();
        return new FitWork(
                spec.implementation(),
                spec.regime().updatesPerFit(timeSteps),
                (double) timeSteps * spec.layers(),
                (double) spec.batch() * timeSteps * parameters(spec, task));
    }

    /** The work of a fit that is one update on so many sequences. */
    static FitWork ofUpdate(TrialSpec spec, Task task, int sequences) {
        int timeSteps = task.shape().timeSteps();
        return new FitWork(
                spec.implementation(),
                1,
                (double) timeSteps * spec.layers(),
                (double) sequences * timeSteps * parameters(spec, task));
    }

    private static double parameters(TrialSpec spec, Task task) {
        double hidden = spec.hidden();
        double first = 4 * hidden * (task.shape().inputSize() + hidden + 1);
        double others = (spec.layers() - 1) * 4 * hidden * (2 * hidden + 1);
        return first + others + task.shape().outputSize() * (hidden + 1);
    }
}
