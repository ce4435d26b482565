package io.lagbench.lstm.simd;

import java.nio.FloatBuffer;

/**
 * The arithmetic of some sequences of a batch, a block of steps at a time. Steps are counted within the block; {@code start} is
 * the block's first step in the sequence.
 */
interface BlockSteps {

    /** Sets the state before the first step; null for zeros. */
    void begin(float[][] before);

    /** Makes the state after so many steps that before the first. */
    void carryOver(int steps);

    /** Keeps the state before the first step under the number of a block. */
    void keep(int block);

    /** Computes so many steps forward. */
    void compute(PartInput input, int start, int steps);

    /** Computes them again, from the state that was kept under the number of their block. */
    void recompute(PartInput input, int block, int start, int steps);

    /** Writes the outputs of so many steps to [T, B, H]. */
    void writeOutputs(FloatBuffer output, int start, int steps);

    /** Writes the state after so many steps to output and cell, each [B, H]. */
    void writeState(int steps, float[][] last);

    /** Sets the gradients that reach the last step; null for zeros. Forgets those of the weights. */
    void beginBackward(float[] lastGradient);

    /** Reads what reaches the outputs of steps from above, [T, B, H]; returns whether there is any that is not zero. */
    boolean readGradients(FloatBuffer outputGradient, int start, int from, int to);

    /** Whether the gradients from later steps are so small that they change no float that is left; if so they are now zero. */
    boolean nothingIsLeft();

    /**
     * Goes backward from step {@code to} (exclusive) to step {@code from}.
     *
     * @param atEveryStep whether gradients reach outputs from above
     */
    void backward(PartInput input, int start, int from, int to, boolean atEveryStep);

    /**
     * Writes the gradients of inputs to [T, B, I].
     *
     * @param zero whether they are zero
     */
    void writeInputGradients(FloatBuffer inputGradient, int start, int from, int to, boolean zero);

    /** Adds what the sequences contribute to the gradient of the weights. */
    void addTo(WeightSums gradients);
}
