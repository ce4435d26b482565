package io.lagbench.lstm.simd;

import java.nio.FloatBuffer;
import java.util.List;

/** {@link BlockSteps} of one group of sequences on the lanes of vectors, or of two, whose products share what they read of weights. */
final class LaneSteps implements BlockSteps {
    private final LaneArithmetic arithmetic;
    private final LaneLayout layout;
    private final PackedWeights weights;
    private final List<LaneGroup> groups;
    private final KeptGates kept;
    private final LaneArrays[] arrays;

    /**
     * Steps of groups.
     *
     * @param kept which gates the groups keep
     */
    LaneSteps(
            LaneArithmetic arithmetic,
            LaneLayout layout,
            PackedWeights weights,
            List<LaneGroup> groups,
            KeptGates kept) {
        this.arithmetic = arithmetic;
        this.layout = layout;
        this.weights = weights;
        this.groups = groups;
        this.kept = kept;
        this.arrays = groups.stream().map(group -> group.arrays).toArray(LaneArrays[]::new);
    }

    @Override
    public void begin(float[][] before) {
        groups.forEach(group -> group.begin(before));
    }

    @Override
    public void carryOver(int steps) {
        groups.forEach(group -> group.carryOver(steps));
    }

    @Override
    public void keep(int block) {
        groups.forEach(group -> group.keep(block));
    }

    @Override
    public void compute(PartInput input, int start, int steps) {
        moveTo(start);
        groups.forEach(group -> group.readInput(input, weights.lookedUp, start, steps));
        arithmetic.forward(layout, arrays, weights, 0, steps);
    }

    private void moveTo(int start) {
        for (LaneArrays each : arrays) {
            each.gatesBefore = layout.gate(kept.before(start)) - layout.gate(0);
        }
    }

    @Override
    public void recompute(PartInput input, int block, int start, int steps) {
        groups.forEach(group -> group.restore(block));
        if (kept.has(start)) {
            moveTo(start);
            groups.forEach(group -> group.readRows(input, start, steps));
            arithmetic.outputs(layout, arrays, 0, steps);
        } else {
            compute(input, start, steps);
        }
    }

    @Override
    public void writeOutputs(FloatBuffer output, int start, int steps) {
        groups.forEach(group -> group.writeOutputs(output, start, steps));
    }

    @Override
    public void writeState(int steps, float[][] last) {
        groups.forEach(group -> group.writeState(steps, last));
    }

    @Override
    public void beginBackward(float[] lastGradient) {
        groups.forEach(group -> group.beginBackward(lastGradient));
    }

    @Override
    public boolean readGradients(FloatBuffer outputGradient, int start, int from, int to) {
        boolean any = false;
        for (LaneGroup group : groups) {
            any |= group.readGradients(outputGradient, start, from, to);
        }
        return any;
    }

    @Override
    public boolean nothingIsLeft() {
        boolean nothing = true;
        for (LaneGroup group : groups) {
            nothing &= group.nothingIsLeft();
        }
        return nothing;
    }

    @Override
    public void backward(PartInput input, int start, int from, int to, boolean atEveryStep) {
        arithmetic.backward(layout, arrays, weights, from, to, atEveryStep);
        groups.forEach(group -> group.addLookedUp(input, start, from, to));
    }

    @Override
    public void writeInputGradients(FloatBuffer inputGradient, int start, int from, int to, boolean zero) {
        groups.forEach(group -> group.writeInputGradients(inputGradient, start, from, to, zero));
    }

    @Override
    public void addTo(WeightSums gradients) {
        groups.forEach(group -> group.addTo(gradients));
    }
}
