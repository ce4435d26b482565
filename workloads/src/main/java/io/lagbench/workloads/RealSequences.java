package io.lagbench.workloads;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Sequences of real numbers, {@code width} at a step. Mutable, so that one object serves a whole stream. */
public final class RealSequences extends Sequences {
    private final float[] values;

    /** Sequences that hold 0 everywhere. */
    public RealSequences(int batch, int timeSteps, int width) {
        super(batch, timeSteps, width);
        values = new float[values()];
    }

    /**
     * Sets one number.
     *
     * @throws IllegalArgumentException if the feature is not in 0 to width - 1, or the value is not finite
     */
    public void set(int sequence, int feature, int step, double value) {
        requireFeature("feature", feature);
        float rounded = (float) value;
        if (!Float.isFinite(rounded)) {
            throw new IllegalArgumentException("value " + value + " is not a finite number in single precision");
        }
        values[origin(sequence, step) + feature] = rounded;
    }

    @Override
    public Kind kind() {
        return Kind.REALS;
    }

    @Override
    public float value(int sequence, int feature, int step) {
        return values[origin(sequence, step) + feature];
    }

    @Override
    public void clear(int sequence) {
        Arrays.fill(values, origin(sequence, 0), origin(sequence + 1, 0), 0f);
    }

    @Override
    public Encoder encoder(FloatBuffer target, Layout layout) {
        return denseEncoder(target, layout);
    }
}
