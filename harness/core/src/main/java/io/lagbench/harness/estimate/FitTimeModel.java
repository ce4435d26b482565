package io.lagbench.harness.estimate;

import io.lagbench.harness.stats.NonNegativeLeastSquares;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The time of a fit as a sum: so much per update, whatever the implementation, because that is DL4J's own; and for each
 * implementation so much per time step and layer and so much per multiplication. Coefficients are fitted to relative
 * errors and cannot be negative. From the ten cells of the suite {@code verify} it gives 43 of 47 cells of the reference
 * runs within a factor of two. Threads are not in it.
 */
final class FitTimeModel {
    private final List<String> lstms;
    private final double[] coefficients;

    /** A measured fit. */
    record Sample(FitWork work, double seconds) {}

    /** @param samples at least one, of positive times */
    FitTimeModel(List<Sample> samples) {
        lstms = samples.stream()
                .map(sample -> sample.work().lstm())
                .distinct()
                .sorted()
                .toList();
        double[][] x = new double[samples.size()][];
        double[] y = new double[samples.size()];
        for (int s = 0; s < y.length; s++) {
            x[s] = features(samples.get(s).work());
            for (int f = 0; f < x[s].length; f++) {
                x[s][f] /= samples.get(s).seconds();
            }
            y[s] = 1;
        }
        coefficients = NonNegativeLeastSquares.solve(x, y);
    }

    /** Seconds of a fit; empty where its implementation was not measured. */
    OptionalDouble seconds(FitWork work) {
        if (!lstms.contains(work.lstm())) {
            return OptionalDouble.empty();
        }
        double[] features = features(work);
        double seconds = 0;
        for (int f = 0; f < features.length; f++) {
            seconds += features[f] * coefficients[f];
        }
        return OptionalDouble.of(seconds);
    }

    private double[] features(FitWork work) {
        double[] features = new double[1 + 2 * lstms.size()];
        features[0] = work.updates();
        int own = 1 + 2 * lstms.indexOf(work.lstm());
        features[own] = work.steps();
        features[own + 1] = work.products();
        return features;
    }
}
