package io.lagbench.lstm.simd;

import java.util.Arrays;

/**
 * Values of a group of sequences over some steps; see {@link LaneLayout}. Each is one float a lane.
 */
final class LaneArrays {
    /** u of every step, and of the one behind the last. */
    final float[] rows;

    /** Gates of its steps, and those that are kept. */
    final float[] gates;

    /** How many floats of gates are before those of its first step. */
    int gatesBefore;

    /** Gradients of the pre-activations of its steps: in place of the gates, unless any are kept. */
    final float[] gradients;

    /** Cells before the first step and after every step. */
    final float[] cells;

    /** tanh of the cells after every step. */
    final float[] squashed;

    /** Gradients that reach the outputs of some steps from above. */
    final float[] outputGradients;

    /** Gradients of u of some steps. */
    final float[] rowGradients;

    /** Gradient of the output that leaves the steps, or reaches the last of them from later ones. */
    final float[] dh;

    /** The same of the cells. */
    final float[] dc;

    /** Sums of the weight gradient. */
    final float[] sums;

    /** Pre-activations of one step. */
    final float[] scratch;

    /** Cells of one step on the way to their tanh. */
    final float[] squashing;

    /** Zero in lanes whose pre-activations were all numbers, else not a number; for good. */
    final float[] lost;

    /**
     * Arrays for steps.
     *
     * @param kept which gates of the sequences it keeps
     * @param training whether it goes backward
     * @param atEveryStep whether gradients may reach the outputs of all steps
     */
    LaneArrays(LaneLayout layout, int steps, KeptGates kept, boolean training, boolean atEveryStep) {
        int lanes = layout.lanes();
        int hidden = layout.hidden();
        rows = array((steps + 1) * layout.rowStride() * lanes);
        gates = array(kept.steps() * layout.columnStride() * lanes);
        gradients = kept.any() ? array(steps * layout.columnStride() * lanes) : gates;
        cells = array((steps + 1) * hidden * lanes);
        squashed = array(steps * hidden * lanes);
        outputGradients = array(training && atEveryStep ? Blocks.STEPS * hidden * lanes : 0);
        rowGradients = array(training ? layout.gradientSteps() * layout.gradientStride() * lanes : 0);
        dh = array(hidden * lanes);
        dc = array(hidden * lanes);
        sums = array(training ? layout.sums() * lanes : 0);
        scratch = array((layout.forwardTiles() * layout.forwardTile() + 1) * lanes);
        squashing = array((hidden + 1) * lanes); // for an even number
        lost = array(lanes);
        for (int step = 0; layout.input().ones() > 0 && step <= steps; step++) {
            int one = layout.row(step) + (layout.rows() - 1) * lanes;
            Arrays.fill(rows, one, one + lanes, 1);
        }
    }

    private static float[] array(int values) {
        return new float[LaneLayout.START + values];
    }
}
