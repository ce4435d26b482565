package io.lagbench.lstm.simd;

import java.util.Arrays;

/** When a backward pass has nothing left to do. */
final class Gradients {
    /** Gradients below that change no float that is left. */
    private static final float NOTHING = 0x1p-90f;

    private Gradients() {}

    /** Whether all values of some arrays are so small that they change nothing; if so they are now zero. */
    static boolean dropNothing(float[]... gradients) {
        for (float[] each : gradients) {
            if (!areNothing(each)) {
                return false;
            }
        }
        for (float[] each : gradients) {
            Arrays.fill(each, 0);
        }
        return true;
    }

    private static boolean areNothing(float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) <= NOTHING)) { // also if it is no number
                return false;
            }
        }
        return true;
    }
}
