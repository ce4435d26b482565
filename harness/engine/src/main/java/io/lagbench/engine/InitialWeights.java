package io.lagbench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Initial weights drawn in plain Java, so that every backend and engine starts equal. Matrices are {@code [rows][columns]}.
 *
 * <p>Sources: Keras 2.0 {@code LSTM} (kernel {@code glorot_uniform}, recurrent kernel {@code orthogonal}, bias 0 with
 * {@code unit_forget_bias}) and {@code Dense} ({@code glorot_uniform}, bias 0); Glorot and Bengio 2010, equation 16; Saxe
 * et al. 2014 for the orthogonal initialisation.
 */
public final class InitialWeights {
    /**
     * The gate that each block of four is drawn for. The order is that of DL4J, whose arrays these were first drawn into:
     * another order would change every result.
     */
    private static final int[] DRAWN = {Weights.CELL, Weights.FORGET, Weights.OUTPUT, Weights.INPUT};

    private InitialWeights() {}

    /** The initial weights of an LSTM, drawn from its seed; empty where the engine's own default is asked for. */
    public static Optional<Weights> of(NetworkSpec network) {
        Initialization init = network.how().init();
        if (init.isEnginesOwn()) {
            return Optional.empty();
        }
        if (!network.net().model().isLstm()) {
            throw new IllegalArgumentException("initial weights " + init.name() + " are not for model "
                    + network.net().model().name());
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(network.how().seed());
        int units = network.net().hidden();
        List<Weights.Hidden> hidden = new ArrayList<>();
        for (int layer = 0; layer < network.net().layers(); layer++) {
            int inputs = layer == 0 ? network.io().inputSize() : units;
            hidden.add(new Weights.Hidden(
                    gatesInOrder(glorotUniform(random, inputs, Weights.GATES * units)),
                    gatesInOrder(orthogonalRows(random, units, Weights.GATES * units)),
                    gateBiases(network, random)));
        }
        int outputs = network.io().outputSize();
        return Optional.of(
                new Weights(hidden, new Weights.Dense(glorotUniform(random, units, outputs), new float[outputs])));
    }

    private static float[][] gatesInOrder(float[][] drawn) {
        float[][] ordered = new float[drawn.length][drawn[0].length];
        int units = drawn[0].length / Weights.GATES;
        for (int row = 0; row < drawn.length; row++) {
            for (int block = 0; block < Weights.GATES; block++) {
                System.arraycopy(drawn[row], block * units, ordered[row], DRAWN[block] * units, units);
            }
        }
        return ordered;
    }

    private static float[] gateBiases(NetworkSpec network, RandomGenerator random) {
        int units = network.net().hidden();
        float[] bias = new float[Weights.GATES * units];
        Initialization init = network.how().init();
        float[] chrono =
                init.isChrono() ? chronoBiases(random, units, network.io().timeSteps()) : null;
        for (int unit = 0; unit < units; unit++) {
            if (init.isChrono()) {
                bias[Weights.FORGET * units + unit] = chrono[unit];
                bias[Weights.INPUT * units + unit] = -chrono[unit];
            } else {
                bias[Weights.FORGET * units + unit] = (float) init.forgetBias().orElseThrow();
            }
        }
        return bias;
    }

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
