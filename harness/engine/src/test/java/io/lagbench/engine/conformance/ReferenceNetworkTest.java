package io.lagbench.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.engine.Backend;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.workloads.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceNetworkTest {
    private static final double STEP = 1e-5;

    static List<NetworkCase> cases() {
        return NetworkCase.representative(NetworkCase.all());
    }

    /** From states that are not zero, as those before a segment of truncated backpropagation. */
    @ParameterizedTest
    @MethodSource("cases")
    void theGradientIsThatOfCentralDifferences(NetworkCase shape) {
        NetworkSpec spec = shape.network(Backend.CPU, Optimizer.SGD, 1);
        ReferenceNetwork network = new ReferenceNetwork(spec);
        double[] parameters = Parameters.vector(Parameters.random(spec, shape.weights()));
        Batch batch = shape.newBatch();
        shape.fill(batch, 0);
        int steps = batch.timeSteps();
        List<Reference.State> before = network.slope(parameters, batch, network.zero(batch.size()), 0, 1)
                .after();
        double[] gradient = network.slope(parameters, batch, before, 1, steps).gradient();
        for (int w = 0; w < parameters.length; w++) {
            double[] above = parameters.clone();
            double[] below = parameters.clone();
            above[w] += STEP;
            below[w] -= STEP;
            double slope = (network.slope(above, batch, before, 1, steps).loss()
                            - network.slope(below, batch, before, 1, steps).loss())
                    / (2 * STEP);
            assertThat(gradient[w]).as("parameter %d", w).isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void paddingHasNoGradient(NetworkCase shape) {
        NetworkSpec spec = shape.network(Backend.CPU, Optimizer.SGD, 1);
        ReferenceNetwork network = new ReferenceNetwork(spec);
        double[] parameters = Parameters.vector(Parameters.random(spec, shape.weights()));
        Batch batch = shape.newBatch();
        shape.fill(batch, 0);
        int longest = IntStream.range(0, batch.size()).map(batch::length).max().orElseThrow();
        Reference.Slope whole = network.slope(parameters, batch, network.zero(batch.size()), 0, batch.timeSteps());
        Reference.Slope cut = network.slope(parameters, batch, network.zero(batch.size()), 0, longest);
        assertThat(cut.loss()).isEqualTo(whole.loss());
        assertThat(cut.gradient()).containsExactly(whole.gradient(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLossIsThatOfThePredictions(NetworkCase shape) {
        NetworkSpec spec = shape.network(Backend.CPU, Optimizer.SGD, 1);
        ReferenceNetwork network = new ReferenceNetwork(spec);
        double[] parameters = Parameters.vector(Parameters.random(spec, shape.weights()));
        Batch batch = shape.newBatch();
        shape.fill(batch, 0);
        double[][][] p = network.predict(parameters, batch);
        double loss = 0;
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            for (int step = 0; step < batch.length(sequence); step++) {
                for (int k = 0;
                        batch.carriesLoss(sequence, step) && k < shape.io().outputSize();
                        k++) {
                    loss += shape.io()
                            .loss()
                            .ofOutput(p[sequence][step][k], batch.targets().value(sequence, k, step));
                }
            }
        }
        assertThat(network.slope(parameters, batch, network.zero(batch.size()), 0, batch.timeSteps())
                        .loss())
                .isCloseTo(loss, within(1e-9));
    }
}
