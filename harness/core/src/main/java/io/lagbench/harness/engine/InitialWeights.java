package io.lagbench.harness.engine;

import java.util.random.RandomGenerator;

/**
 * Initial weights drawn in plain Java, so that every backend and implementation starts equal. Matrices are
 * {@code [rows][columns]}.
 *
 * <p>Sources: Keras 2.0 {@code LSTM} (kernel {@code glorot_uniform}, recurrent kernel {@code orthogonal}, bias 0 with
 * {@code unit_forget_bias}) and {@code Dense} ({@code glorot_uniform}, bias 0); Glorot and Bengio 2010, equation 16; Saxe
 * et al. 2014 for the orthogonal initialisation.
 */
final class InitialWeights {
    private InitialWeights() {}

    /** Uniform in plus and minus sqrt(6 / (rows + columns)). */
    static float[][] glorotUniform(RandomGenerator random, int rows, int columns) {
        double limit = Math.sqrt(6.0 / (rows + columns));
        float[][] weights = new float[rows][columns];
        for (float[] row : weights) {
            for (int c = 0; c < columns; c++) {
                row[c] = (float) ((2 * random.nextDouble() - 1) * limit);
            }
        }
        return weights;
    }

    /**
     * Rows that are orthonormal, uniformly distributed over all such matrices: Gaussian rows, orthogonalised twice by
     * modified Gram-Schmidt (once leaves rounding errors of the condition number).
     *
     * @param columns at least rows
     */
    static float[][] orthogonalRows(RandomGenerator random, int rows, int columns) {
        double[][] basis = new double[rows][columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                basis[r][c] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int before = 0; before < r; before++) {
                    addScaled(basis[r], basis[before], -dot(basis[r], basis[before]));
                }
            }
            double norm = Math.sqrt(dot(basis[r], basis[r]));
            for (int c = 0; c < columns; c++) {
                basis[r][c] /= norm;
            }
        }
        float[][] weights = new float[rows][columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                weights[r][c] = (float) basis[r][c];
            }
        }
        return weights;
    }

    /**
     * Forget-gate biases that spread the units' memories over lags up to {@code longest}: log U[1, longest - 1]. The input
     * gate's are their negatives. Source: Tallec and Ollivier, Can recurrent neural networks warp time?, ICLR 2018, section 2.
     *
     * @param longest longest lag in steps; below 3 every bias is 0
     */
    static float[] chronoBiases(RandomGenerator random, int count, int longest) {
        float[] biases = new float[count];
        for (int i = 0; i < count; i++) {
            biases[i] = (float) Math.log(1 + random.nextDouble() * Math.max(0, longest - 2));
        }
        return biases;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addScaled(double[] target, double[] other, double factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * other[i];
        }
    }
}
