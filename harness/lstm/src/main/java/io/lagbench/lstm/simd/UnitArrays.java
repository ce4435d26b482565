package io.lagbench.lstm.simd;

/** Values of one sequence over some steps; see {@link UnitLayout}. */
final class UnitArrays {
    /** u of every step, and of the one behind the last. */
    final float[] rows;

    /** Gates of every step. */
    final float[] gates;

    /** Cells before the first step and after every step. */
    final float[] cells;

    /** tanh of the cells after every step. */
    final float[] squashed;

    /** Gradients that reach the output of every step from above. */
    final float[] outputGradients;

    /** Gradients of the pre-activations of the steps that are summed up together. */
    final float[] columnGradients;

    /** Gradients of u of the same steps. */
    final float[] rowGradients;

    /** Gradient of the output that leaves the steps, or reaches the last of them from later ones. */
    final float[] dh;

    /** The same of the cells: of even steps, then of odd ones. */
    final float[] dc;

    /** Sums of the weight gradient, [row of u][column]. */
    final float[] sums;

    /** Pre-activations of one step. */
    final float[] scratch;

    /** Zero as long as pre-activations were all numbers, else not a number somewhere; for good. */
    final float[] lost;

    /**
     * @param training whether it goes backward
     * @param atEveryStep whether gradients may reach the outputs of all steps
     */
    UnitArrays(UnitLayout layout, int steps, boolean training, boolean atEveryStep) {
        int units = layout.unitStride();
        rows = new float[(steps + 1) * layout.rowStride()];
        gates = new float[steps * layout.columnStride()];
        cells = new float[(steps + 1) * units];
        squashed = new float[steps * units];
        outputGradients = new float[training && atEveryStep ? steps * units : 0];
        columnGradients = new float[training ? layout.columnGradient(Blocks.STEPS - 1) + layout.columnStride() : 0];
        rowGradients = new float[training ? Blocks.STEPS * layout.gradientStride() : 0];
        dh = new float[units];
        dc = new float[2 * units];
        sums = new float[training ? layout.sum(layout.sumRows(), 0) : 0];
        scratch = new float[LaneLayout.START + layout.columnStride() + layout.lanes()];
        lost = new float[LaneLayout.START + layout.lanes()];
        for (int step = 0; layout.input().ones() > 0 && step <= steps; step++) {
            rows[layout.row(step)] = 1;
        }
    }
}
