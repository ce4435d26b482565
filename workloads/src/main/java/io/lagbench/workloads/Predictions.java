package io.lagbench.workloads;

import java.nio.FloatBuffer;
import java.util.function.IntPredicate;

/**
 * A network's outputs, after their activation, for (sequence, output, step).
 *
 * @param values valid until the engine or one of its batches is used again
 * @param layout where they lie
 */
public record Predictions(FloatBuffer values, Layout layout) {

    /** One output. */
    public float get(int sequence, int output, int step) {
        return values.get(layout.index(sequence, output, step));
    }

    /**
     * The largest absolute difference between outputs and targets over one sequence's loss-carrying steps; NaN if an output
     * is no number.
     */
    public double largestError(Batch batch, int sequence) {
        return largestError(batch, sequence, step -> batch.carriesLoss(sequence, step));
    }

    /** The same over the steps that need memory. */
    double largestRecallError(Batch batch, int sequence) {
        return largestError(batch, sequence, step -> batch.needsMemory(sequence, step));
    }

    private double largestError(Batch batch, int sequence, IntPredicate counts) {
        double largest = 0;
        for (int step = 0; step < batch.length(sequence); step++) {
            if (counts.test(step)) {
                largest = Math.max(largest, largestError(batch.targets(), sequence, step));
            }
        }
        return largest;
    }

    private double largestError(Sequences targets, int sequence, int step) {
        double largest = 0;
        for (int output = 0; output < targets.width(); output++) {
            double error = (double) get(sequence, output, step) - targets.value(sequence, output, step);
            largest = Math.max(largest, Math.abs(error));
        }
        return largest;
    }
}
