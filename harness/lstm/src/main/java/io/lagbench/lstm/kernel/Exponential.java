package io.lagbench.lstm.kernel;

/** The exponential function, on many numbers at once. */
@FunctionalInterface
public interface Exponential {

    /**
     * Puts e to the power of each value in its place, with a relative error below 1e-6; values below -87 may count as -87 and
     * those above 88 as 88, and of what is no number it makes none.
     *
     * @param count of the first values
     */
    void replace(float[] values, int count);

    /** Java's own, one by one. */
    static Exponential ofJava() {
        return (values, count) -> {
            for (int i = 0; i < count; i++) {
                values[i] = (float) Math.exp(values[i]);
            }
        };
    }
}
