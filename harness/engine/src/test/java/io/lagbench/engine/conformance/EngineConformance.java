package io.lagbench.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Fit;
import io.lagbench.engine.Gate;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Training;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every engine has to do: a test class of its own extends this one and names its provider. From the same weights on
 * the same batch an engine has the loss, the predictions and the steps of a network in plain double precision. Cases that the
 * engine refuses are skipped; a provider that has a problem on this host fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineConformance {
    /** Largest difference in single precision, relative to the norm of what is compared. */
    private static final double TOLERANCE = 1e-4;

    /** A step that is small beside the weights is lost in their rounding, so much of their norm. */
    private static final double ROUNDING = 1e-7;

    /** Steps of an adaptive optimizer amplify rounding errors of small gradients. */
    private static final double ADAPTIVE_TOLERANCE = 5e-4;

    private static final int FITS = 4;

    /** The provider under test. */
    protected abstract EngineProvider provider();

    /** The backend of this build. */
    protected abstract Backend backend();

    /** What it is held against: all cases, or {@link NetworkCase#few} of them where another class has all. */
    protected List<NetworkCase> cases() {
        return NetworkCase.all();
    }

    private NetworkSpec supported(NetworkCase shape, Optimizer optimizer, double rate) {
        NetworkSpec network = shape.network(backend(), optimizer, rate);
        assumeThat(provider().unsupported(network)).isEmpty();
        return network;
    }

    @Test
    void itCanBeTrustedOnThisHost() {
        assertThat(provider().problem()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weightsInAreWeightsOut(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 1);
        Weights weights = Parameters.random(network, shape.weights());
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            assertThat(Parameters.vector(engine.weights())).isEqualTo(Parameters.vector(weights));
            assertThat(engine.parameters()).isEqualTo(weights.count());
        }
    }

    /** Gradient descent with a rate of 1 where there is one update: the change is the gradient. */
    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientStepAreThoseOfTheReference(NetworkCase shape) {
        double rate = shape.regime().segment() == 0 ? 1 : 0.1;
        NetworkSpec network = supported(shape, Optimizer.SGD, rate);
        Weights weights = Parameters.random(network, shape.weights());
        ReferenceTraining reference = new ReferenceTraining(network, Parameters.vector(weights));
        Batch batch = shape.newBatch();
        shape.fill(batch, 0);
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            double loss = fit(engine, engine.bind(batch), shape);
            double expected = reference.fit(batch);
            assertThat(loss).isCloseTo(expected, within(TOLERANCE * Math.max(1, expected)));
            assertSameSteps(network, Parameters.vector(weights), engine, reference, TOLERANCE);
        }
    }

    /** On new sequences every time, so that what an optimizer remembers matters. */
    @ParameterizedTest
    @EnumSource(Optimizer.class)
    void everyOptimizerMakesTheStepsOfItsRule(Optimizer optimizer) {
        NetworkCase shape = NetworkCase.all().get(1 + Gate.SIGMOID.ordinal());
        shape = new NetworkCase(
                4, shape.io(), withGate(shape.net(), Gate.SIGMOID), shape.regime(), Double.POSITIVE_INFINITY, 0, 7);
        NetworkSpec network = supported(shape, optimizer, 0.05);
        Weights weights = Parameters.random(network, shape.weights());
        ReferenceTraining reference = new ReferenceTraining(network, Parameters.vector(weights));
        Batch batch = shape.newBatch();
        double tolerance = optimizer == Optimizer.SGD ? TOLERANCE : ADAPTIVE_TOLERANCE;
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            for (int fit = 0; fit < FITS; fit++) {
                shape.fill(batch, fit);
                double loss = fit(engine, bound, shape);
                double expected = reference.fit(batch);
                assertThat(loss).as("fit %d", fit).isCloseTo(expected, within(tolerance * Math.max(1, expected)));
                assertSameSteps(network, Parameters.vector(weights), engine, reference, tolerance);
            }
        }
    }

    private static Architecture withGate(Architecture net, Gate gate) {
        return new Architecture(net.model(), net.hidden(), net.layers(), gate);
    }

    private static double fit(Engine engine, Bound bound, NetworkCase shape) {
        bound.encode();
        Fit fit = bound.fit();
        engine.synchronize();
        assertThat(fit.updates())
                .isEqualTo(shape.regime().updatesPerFit(shape.io().timeSteps()));
        return fit.lossSum();
    }

    /** Compares what was learned from the same start, layer by layer. */
    private static void assertSameSteps(
            NetworkSpec network, double[] start, Engine engine, ReferenceTraining reference, double tolerance) {
        ReferenceNetwork layout = new ReferenceNetwork(network);
        double[] actual = minus(Parameters.vector(engine.weights()), start);
        double[] expected = minus(reference.parameters(), start);
        for (int layer = 0; layer <= network.net().layers(); layer++) {
            int from = layout.start(layer);
            int to = layer == network.net().layers() ? start.length : layout.start(layer + 1);
            double[] step = Arrays.copyOfRange(expected, from, to);
            double allowed = tolerance * norm(step) + ROUNDING * norm(Arrays.copyOfRange(start, from, to));
            assertThat(norm(minus(Arrays.copyOfRange(actual, from, to), step)))
                    .as("difference of the steps of layer %d, whose norm is %s", layer, norm(step))
                    .isLessThanOrEqualTo(allowed);
        }
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictionsAreThoseOfTheReferenceAndChangeNothing(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 1);
        Weights weights = Parameters.random(network, shape.weights());
        ReferenceNetwork reference = new ReferenceNetwork(network);
        Batch batch = shape.newBatch();
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            for (int filling = 0; filling < 2; filling++) {
                shape.fill(batch, filling);
                bound.encode();
                Predictions predictions = bound.predict();
                engine.synchronize();
                double[][][] expected = reference.predict(Parameters.vector(weights), batch);
                for (int sequence = 0; sequence < batch.size(); sequence++) {
                    int steps = batch.timeSteps();
                    for (int step = shape.io().lossAtEndOnly() ? steps - 1 : 0; step < steps; step++) {
                        for (int k = 0; k < shape.io().outputSize(); k++) {
                            int index = predictions.layout().index(sequence, k, step);
                            assertThat((double) predictions.values().get(index))
                                    .as("sequence %d, step %d, output %d", sequence, step, k)
                                    .isCloseTo(expected[sequence][step][k], within(TOLERANCE));
                        }
                    }
                }
            }
            assertThat(Parameters.vector(engine.weights())).isEqualTo(Parameters.vector(weights));
        }
    }

    @Test
    void withoutWeightsTheSeedDecides() {
        NetworkCase shape = NetworkCase.all().get(0);
        NetworkSpec network = supported(shape, Optimizer.SGD, 1);
        double[] first = ownWeights(network, 1);
        assertThat(ownWeights(network, 1)).isEqualTo(first);
        assertThat(ownWeights(network, 2)).isNotEqualTo(first);
    }

    private double[] ownWeights(NetworkSpec network, long seed) {
        Training how = network.how();
        Training seeded = new Training(
                how.batch(), how.regime(), how.optimizer(), how.learningRate(), how.clip(), how.init(), seed);
        NetworkSpec other = new NetworkSpec(network.io(), network.net(), seeded, network.where());
        try (Engine engine = provider().open(other, Optional.empty())) {
            return Parameters.vector(engine.weights());
        }
    }

    @Test
    void itSaysWhatItIs() {
        NetworkSpec network = supported(NetworkCase.all().get(0), Optimizer.ADAM, 0.001);
        assertThat(provider().name()).matches("[a-z][a-z0-9-]*");
        assertThat(provider().summary()).isNotBlank().doesNotContain("\n");
        assertThat(provider().backends()).contains(backend());
        try (Engine engine = provider().open(network, Optional.empty())) {
            EngineDescription description = engine.describe();
            assertThat(description.lstm()).isEqualTo(provider().name());
            assertThat(description.backend()).isEqualTo(backend());
            assertThat(description.engineNative()).isNotBlank();
            assertThat(description.threads()).isPositive();
        }
    }

    @Test
    void threadsThatAreAskedForAreThoseOfTheLaunch() {
        NetworkSpec network = supported(NetworkCase.all().get(0), Optimizer.ADAM, 0.001);
        Placement three = new Placement(
                backend(), Arithmetic.FP32, OptionalInt.of(3), network.where().own());
        HostFacts host = new HostFacts(8, 8000, true, Set.of(), List.of());
        assertThat(provider()
                        .launch(new NetworkSpec(network.io(), network.net(), network.how(), three), host)
                        .threads())
                .isEqualTo(3);
        assertThat(provider().launch(network, host).threads()).isBetween(1, host.cores());
    }

    /** What is refused cannot be opened either; what is not refused trains. */
    @Test
    void refusalsAreHonest() {
        cases().forEach(shape -> checkRefusal(shape, shape.network(backend(), Optimizer.ADAM, 0.001)));
        NetworkCase shape = NetworkCase.all().get(0);
        for (Backend backend : Backend.values()) {
            for (Gate gate : Gate.values()) {
                for (Arithmetic math : Arithmetic.values()) {
                    for (String model : List.of(Model.LSTM, "simple-rnn", "feed-forward", "window-2")) {
                        NetworkSpec base = shape.network(backend, Optimizer.ADAM, 0.001);
                        checkRefusal(
                                shape,
                                new NetworkSpec(
                                        base.io(),
                                        new Architecture(Model.of(model), 3, 1, gate),
                                        base.how(),
                                        new Placement(
                                                backend,
                                                math,
                                                OptionalInt.empty(),
                                                base.where().own())));
                    }
                }
            }
        }
    }

    private void checkRefusal(NetworkCase shape, NetworkSpec network) {
        Optional<String> refusal = provider().unsupported(network);
        if (refusal.isPresent()) {
            assertThat(refusal.get())
                    .contains(provider().name(), "; supported: ")
                    .doesNotContain("\n");
            assertThatThrownBy(() -> provider().open(network, Optional.empty()))
                    .isInstanceOf(UnsupportedWorkloadException.class)
                    .hasMessage(refusal.get());
        } else if (network.where().backend() == backend()) {
            Batch batch = shape.newBatch();
            shape.fill(batch, 0);
            try (Engine engine = provider().open(network, Optional.empty())) {
                assertThat(fit(engine, engine.bind(batch), shape)).isFinite().isPositive();
                assertThat(engine.weights().count()).isEqualTo(engine.parameters());
            }
        }
    }
}
