package io.lagbench.lstm.kernel;

/** The exponential function, on many numbers at once. */
@FunctionalInterface
public interface Exponential {

    /**
     * Puts e to the power of each value in [from, to) in its place, with a relative error below 1e-6; values below -87 may count as -87 and
     * those above 88 as 88, and of what is no number it makes none.
     */
    void replace(float[] values, int from, int to);

    /** Java's own, one by one. */
    static Exponential ofJava() {
        return (values, from, to) -> {
            for (int i = from; i < to; i++) {
                values[i] = (float) Math.exp(values[i]);
            }
        };
    }
}
