package io.lagbench.engine;

import io.lagbench.workloads.Layout;
import java.nio.FloatBuffer;

/**
 * Probabilities for (sequence, output, step).
 *
 * @param values valid until the engine is used again
 * @param layout where they lie
 */
public record Predictions(FloatBuffer values, Layout layout) {}
