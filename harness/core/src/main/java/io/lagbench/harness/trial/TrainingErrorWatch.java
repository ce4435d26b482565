package io.lagbench.harness.trial;

import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Fit;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TrainingErrors;

/**
 * Takes the errors of training sequences before they are trained on, for tasks whose criterion asks for them. Each batch
 * costs one prediction, unless the engine tells what it answered while it trained; nothing where no errors are asked for.
 */
final class TrainingErrorWatch {
    private final Scorer scorer;
    private final Engine engine;
    private final Batch batch;
    private final Bound bound;
    private final boolean wanted;
    private final TrainingErrors errors;

    /** @param bound the training batch, bound to the engine */
    TrainingErrorWatch(Task task, Engine engine, Batch batch, Bound bound) {
        this.scorer = task.scorer();
        this.engine = engine;
        this.batch = batch;
        this.bound = bound;
        this.wanted = task.success().trainingErrors() > 0;
        this.errors = new TrainingErrors(task.success().trainingErrors());
    }

    /** Whether errors are to be taken before a fit. */
    boolean wantedBefore() {
        return wanted && !engine.fitsPredict();
    }

    /** Takes the errors of the encoded batch. Not in a region that is timed. */
    void observe() {
        Predictions predictions = bound.predict();
        engine.synchronize();
        observe(predictions);
    }

    /** Whether errors are to be taken from fits, which tell them. */
    boolean wantedOfFits() {
        return wanted && engine.fitsPredict();
    }

    /** Takes the errors of a fit that tells. Not in a region that is timed. */
    void observe(Fit fit) {
        observe(fit.predictions().orElseThrow());
    }

    private void observe(Predictions predictions) {
        scorer.add(batch, batch.size(), predictions);
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            errors.add(scorer.error(sequence));
        }
    }

    /** The latest errors. */
    TrainingErrors errors() {
        return errors;
    }
}
