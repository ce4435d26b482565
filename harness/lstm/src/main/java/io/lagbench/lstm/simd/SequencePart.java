package io.lagbench.lstm.simd;

import java.nio.FloatBuffer;

/** Some sequences of a batch over all steps: what one thread computes. */
interface SequencePart {

    /**
     * Runs forward.
     *
     * @param before output and cell before the first step, each [B, H]; null for zeros
     * @param output receives the outputs of all steps, [T, B, H]; null if they are not wanted
     * @param last receives output and cell after the last step, each [B, H]
     */
    void forward(PartInput input, float[][] before, FloatBuffer output, float[][] last);

    /**
     * Runs backward after a forward pass.
     *
     * @param outputGradient of all steps, [T, B, H]; null if only the last one has any
     * @param lastGradient of the last step, [B, H]; null for zeros
     * @param inputGradient receives the gradient with respect to the input, [T, B, I]; null if it is not wanted
     */
    void backward(PartInput input, FloatBuffer outputGradient, float[] lastGradient, FloatBuffer inputGradient);

    /** Adds what the sequences contribute to the gradient of the weights. */
    void addTo(WeightSums gradients);
}
