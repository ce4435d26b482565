package io.lagbench.harness.stats;

/** Least squares with coefficients that cannot be negative, by cyclic coordinate descent. */
public final class NonNegativeLeastSquares {
    private static final int MOST_SWEEPS = 100_000;
    private static final double SMALLEST_STEP = 1e-12;

    private NonNegativeLeastSquares() {}

    /**
     * Coefficients b, none negative, for which the sum of squares of {@code x b - y} is least. Where several are, one of
     * them. A column of zeros gets 0.
     *
     * @param x one row per equation, all of the same width
     * @param y one value per equation
     */
    public static double[] solve(double[][] x, double[] y) {
        int width = x[0].length;
        double[] norm = new double[width]; // columns are scaled to length 1, so that steps compare
        for (int c = 0; c < width; c++) {
            for (double[] row : x) {
                norm[c] += row[c] * row[c];
            }
            norm[c] = Math.sqrt(norm[c]);
        }
        double[] scaled = new double[width];
        double[] rest = y.clone();
        double largest = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < MOST_SWEEPS && largest > SMALLEST_STEP; sweep++) {
            largest = 0;
            for (int c = 0; c < width; c++) {
                if (norm[c] == 0) {
                    continue;
                }
                double gradient = 0;
                for (int r = 0; r < x.length; r++) {
                    gradient += x[r][c] / norm[c] * rest[r];
                }
                double step = Math.max(gradient, -scaled[c]);
                scaled[c] += step;
                for (int r = 0; r < x.length; r++) {
                    rest[r] -= step * x[r][c] / norm[c];
                }
                largest = Math.max(largest, Math.abs(step));
            }
        }
        double[] coefficients = new double[width];
        for (int c = 0; c < width; c++) {
            coefficients[c] = norm[c] == 0 ? 0 : scaled[c] / norm[c];
        }
        return coefficients;
    }
}
