package io.lagbench.harness.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A product of powers fitted to measurements, {@code y = c x1^b1 x2^b2 ...}: least squares on logarithms.
 *
 * @param exponents b, one for each variable
 * @param intervals of the exponents, 95 %, Student's t with as many degrees of freedom as there are more measurements than
 *     coefficients
 * @param residuals measured over fitted, one for each measurement
 */
public record PowerLaw(List<Double> exponents, List<Interval> intervals, List<Double> residuals) {
    private static final double ERROR_RATE = 0.05;

    /** Below this a column is a combination of others: logarithms of shapes are of the order of 1. */
    private static final double SINGULAR = 1e-9;

    /**
     * Fits; empty if the variables do not vary independently of each other, or without more measurements than coefficients:
     * nothing would say how well it fits.
     *
     * @param x one row per measurement, one column per variable, all greater than 0
     * @param y one value per measurement, all greater than 0
     */
    public static Optional<PowerLaw> fit(double[][] x, double[] y) {
        int variables = x.length == 0 ? 0 : x[0].length;
        int spare = y.length - variables - 1;
        if (variables == 0 || spare < 1) {
            return Optional.empty();
        }
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression(SINGULAR);
        try {
            regression.newSampleData(
                    Arrays.stream(y).map(Math::log).toArray(),
                    Arrays.stream(x)
                            .map(row -> Arrays.stream(row).map(Math::log).toArray())
                            .toArray(double[][]::new));
            double[] coefficients = regression.estimateRegressionParameters();
            double[] errors = regression.estimateRegressionParametersStandardErrors();
            double t = TDistribution.of(spare).inverseSurvivalProbability(ERROR_RATE / 2);
            return Optional.of(new PowerLaw(
                    Arrays.stream(coefficients).skip(1).boxed().toList(),
                    IntStream.range(1, coefficients.length)
                            .mapToObj(
                                    c -> new Interval(coefficients[c] - t * errors[c], coefficients[c] + t * errors[c]))
                            .toList(),
                    Arrays.stream(regression.estimateResiduals())
                            .map(Math::exp)
                            .boxed()
                            .toList()));
        } catch (SingularMatrixException e) {
            return Optional.empty();
        }
    }
}
