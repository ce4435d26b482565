package io.lagbench.lstm.simd;

/**
 * Which gates a forward pass keeps: those of the last steps, which the backward pass needs first and, where gradients decay, alone.
 * Where not all are kept there is room for a block of others before them.
 *
 * @param timeSteps steps of all
 * @param from the first step whose gates are kept, the first of a block; {@code timeSteps} for none
 */
record KeptGates(int timeSteps, int from) {

    /** Those of so many steps at most. */
    static KeptGates of(int timeSteps, long most) {
        int dropped = (int) Math.max(0, timeSteps - most);
        return new KeptGates(timeSteps, Math.min(timeSteps, LaneLayout.padded(dropped, Blocks.STEPS)));
    }

    /** Whether there are any. */
    boolean any() {
        return from < timeSteps;
    }

    /** Whether the gates of a block are kept that begins with a step. */
    boolean has(int start) {
        return start >= from;
    }

    /** Steps that there is room for. */
    int steps() {
        return others() + timeSteps - from;
    }

    /** Steps before the first of a block in this room. */
    int before(int start) {
        return has(start) ? others() + start - from : 0;
    }

    private int others() {
        return Math.min(from, Blocks.STEPS);
    }
}
