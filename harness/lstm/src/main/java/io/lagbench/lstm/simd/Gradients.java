package io.lagbench.lstm.simd;

/** When a backward pass has nothing left to do. */
final class Gradients {
    /** Gradients below that change no float that is left. */
    private static final float NOTHING = 0x1p-90f;

    private Gradients() {}

    /** Whether all are so small that they change nothing; not if one is no number. */
    static boolean areNothing(float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) <= NOTHING)) {
                return false;
            }
        }
        return true;
    }
}
