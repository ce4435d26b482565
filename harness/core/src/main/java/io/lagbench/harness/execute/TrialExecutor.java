package io.lagbench.harness.execute;

import io.lagbench.harness.plan.TrialSpec;
import java.util.concurrent.Future;

/**
 * Executes trials somewhere, some at once and the others in the order in which they were submitted. Each gets the folder of
 * its files before it starts, with what it is to do in it.
 */
public interface TrialExecutor extends AutoCloseable {

    /**
     * Takes a trial on.
     *
     * @param observer told what happens, by a thread of the executor; what it throws stops the executor
     * @return done when the trial has ended and its observer knows, or when it was stopped. Fails with what kept the executor
     *     or the observer from going on, never on account of the trial: whatever becomes of that is an outcome
     */
    Future<?> submit(TrialSpec trial, TrialObserver observer);

    /** Ends the trials that run, and starts no other; none of them has an outcome. May be called at any time by any thread. */
    void stop();

    /** Stops, and releases what the executor holds. */
    @Override
    void close();
}
