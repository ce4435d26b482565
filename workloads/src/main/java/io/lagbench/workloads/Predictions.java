package io.lagbench.workloads;

import java.nio.FloatBuffer;

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
        double largest = 0;
        for (int step = 0; step < batch.length(sequence); step++) {
            if (batch.carriesLoss(sequence, step)) {
                largest = Math.max(largest, largestError(batch.targets(), sequence, step));
            }
        }
        return largest;
    }

    /** The same over the outputs of one step. */
    double largestError(Sequences targets, int sequence, int step) {
        double largest = 0;
        for (int output = 0; output < targets.width(); output++) {
            double error = (double) get(sequence, output, step) - targets.value(sequence, output, step);
            largest = Math.max(largest, Math.abs(error));
        }
        return largest;
    }
}
