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
}
