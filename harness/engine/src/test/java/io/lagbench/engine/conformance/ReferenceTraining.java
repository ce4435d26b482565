package io.lagbench.engine.conformance;

import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.workloads.Batch;
import java.util.Arrays;
import java.util.List;

/** Trains a {@link Reference} as {@link io.lagbench.engine.Training} says. */
class ReferenceTraining {
    private final NetworkSpec spec;
    private final Reference network;
    private final double[] parameters;
    private final double[] mean;
    private final double[] square;
    private int updates;
    private List<Reference.State> latest = List.of();

    ReferenceTraining(NetworkSpec spec, Reference network, double[] initial) {
        this.spec = spec;
        this.network = network;
        this.parameters = initial.clone();
        this.mean = new double[initial.length];
        this.square = new double[initial.length];
        if (spec.how().optimizer() == Optimizer.RMSPROP) {
            Arrays.fill(square, spec.how().epsilon());
        }
        if (initial.length != network.size()) {
            throw new IllegalArgumentException(
                    "the network has " + network.size() + " parameters, not " + initial.length);
        }
    }

    /** The parameters as they are now. */
    double[] parameters() {
        return parameters.clone();
    }

    /** The states before the first step of a fit, given those after the fit before; none of them for the first. */
    List<Reference.State> before(List<Reference.State> after, int sequences) {
        return network.zero(sequences);
    }

    /** An update per segment; the sum of the losses before each. */
    double fit(Batch batch) {
        int steps = batch.timeSteps();
        int segment =
                spec.how().regime().segment() == 0 ? steps : spec.how().regime().segment();
        double loss = 0;
        List<Reference.State> states = before(latest, batch.size());
        for (int from = 0; from < steps; from += segment) {
            Reference.Slope slope = network.slope(parameters, batch, states, from, Math.min(from + segment, steps));
            loss += slope.loss();
            states = slope.after();
            update(slope.gradient(), batch.size());
        }
        latest = states;
        return loss;
    }

    private void update(double[] gradient, int sequences) {
        updates++;
        for (int layer = 0; layer <= spec.net().layers(); layer++) {
            int from = network.start(layer);
            int to = layer == spec.net().layers() ? network.size() : network.start(layer + 1);
            double norm = 0;
            for (int w = from; w < to; w++) {
                gradient[w] /= sequences;
                norm += gradient[w] * gradient[w];
            }
            double scale = Math.min(1, spec.how().clip() / Math.sqrt(norm));
            for (int w = from; w < to; w++) {
                parameters[w] -= step(w, norm == 0 ? 0 : gradient[w] * scale);
            }
        }
    }

    /** The step down of one parameter whose gradient is {@code g}: see {@link io.lagbench.engine.Optimizer}. */
    private double step(int w, double g) {
        double rate = spec.how().learningRate();
        return switch (spec.how().optimizer()) {
            case SGD -> rate * g;
            case RMSPROP -> {
                square[w] = 0.95 * square[w] + 0.05 * g * g;
                yield rate * g / (Math.sqrt(square[w]) + spec.how().epsilon());
            }
            case ADAM -> {
                mean[w] = 0.9 * mean[w] + 0.1 * g;
                square[w] = 0.999 * square[w] + 0.001 * g * g;
                double corrected = rate * Math.sqrt(1 - Math.pow(0.999, updates)) / (1 - Math.pow(0.9, updates));
                yield corrected * mean[w] / (Math.sqrt(square[w]) + spec.how().epsilon());
            }
        };
    }
}
