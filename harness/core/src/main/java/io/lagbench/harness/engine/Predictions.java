package io.lagbench.harness.engine;

import io.lagbench.workloads.Layout;
import java.nio.FloatBuffer;

/**
 * Probabilities for (sequence, output, step).
 *
 * @param values valid until the engine or one of its batches is used again
 * @param layout where they lie
 */
public record Predictions(FloatBuffer values, Layout layout) {}
