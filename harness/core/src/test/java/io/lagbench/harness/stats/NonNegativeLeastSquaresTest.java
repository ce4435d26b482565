package io.lagbench.harness.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NonNegativeLeastSquaresTest {

    @Test
    void whatFitsExactlyIsFound() {
        double[][] x = {{1, 4, 100}, {1, 19, 2}, {1, 19, 1000}, {1, 1000, 5}};
        double[] y = new double[x.length];
        for (int r = 0; r < y.length; r++) {
            y[r] = 1.5 + 0.25 * x[r][1] + 0.003 * x[r][2];
        }
        assertThat(NonNegativeLeastSquares.solve(x, y)).containsExactly(new double[] {1.5, 0.25, 0.003}, within(1e-6));
    }

    @Test
    void negativeCoefficientsAreSetToZero() {
        double[][] x = {{1, 1}, {1, 2}, {1, 3}};
        assertThat(NonNegativeLeastSquares.solve(x, new double[] {3, 2, 1}))
                .containsExactly(new double[] {2, 0}, within(1e-6));
        assertThat(NonNegativeLeastSquares.solve(new double[][] {{1, 0}, {2, 0}}, new double[] {1, 2}))
                .as("a column of zeros")
                .containsExactly(new double[] {1, 0}, within(1e-9));
    }

    /** Karush, Kuhn and Tucker: no gradient that a positive step could follow, none left where the coefficient is free. */
    @Test
    void theSolutionIsAMinimum() {
        Random random = new Random(1);
        for (int problem = 0; problem < 50; problem++) {
            double[][] x = new double[8][4];
            double[] y = new double[8];
            for (int r = 0; r < 8; r++) {
                for (int c = 0; c < 4; c++) {
                    x[r][c] = random.nextGaussian();
                }
                y[r] = random.nextGaussian();
            }
            double[] b = NonNegativeLeastSquares.solve(x, y);
            for (int c = 0; c < 4; c++) {
                double gradient = 0;
                for (int r = 0; r < 8; r++) {
                    double rest = y[r];
                    for (int k = 0; k < 4; k++) {
                        rest -= x[r][k] * b[k];
                    }
                    gradient += x[r][c] * rest;
                }
                assertThat(b[c]).isNotNegative();
                assertThat(gradient).isLessThan(1e-6);
                assertThat(b[c] * gradient).isEqualTo(0, within(1e-6));
            }
        }
    }
}
