package io.lagbench.lstm.kernel;

/** The exponential function, on many numbers at once. */
@FunctionalInterface
public interface Exponential {

    /**
     * Puts e to the power of each value in its place, with a relative error below 1e-6; of what is no number it makes none.
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
