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
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.RegressionScorer;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every engine has to do: a test class of its own extends this one and names its provider. From the same weights on
 * the same batch an engine has the loss, the predictions and the steps of a network in plain double precision, whatever the
 * kinds of inputs and targets, the loss and where it lies, the regime and the lengths of the sequences. Cases that the
 * engine refuses are left out; a provider that has a problem on this host fails. Under the tag {@code conformance} it takes
 * all others, else representative ones of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineConformance {
    /** Largest difference, relative to the norm of what is compared. */
    private static final Map<Arithmetic, Double> TOLERANCES = Map.of(Arithmetic.FP32, 1e-4, Arithmetic.TF32, 2e-2);

    /** A step that is small beside the weights is lost in their rounding, so much of their norm. */
    private static final double ROUNDING = 1e-7;

    /** Steps of an adaptive optimizer amplify rounding errors of small gradients so many times. */
    private static final double ADAPTIVE = 5;

    private static final int FITS = 4;

    private List<NetworkCase> representative;

    /** The provider under test. */
    protected abstract EngineProvider provider();

    /** The backend of this build. */
    protected abstract Backend backend();

    /** The arithmetic with which it is tested; the tolerance is its own. */
    protected Arithmetic math() {
        return Arithmetic.FP32;
    }

    private double tolerance() {
        return TOLERANCES.get(math());
    }

    /** Values of keys of its own with which it is tested; none for their defaults. */
    protected Settings own() {
        return new Settings(Map.of());
    }

    /** What it is held against. */
    protected Reference reference(NetworkSpec network) {
        return new ReferenceNetwork(network);
    }

    List<NetworkCase> cases() {
        if (representative == null) {
            representative = NetworkCase.representative(allCases());
        }
        return representative;
    }

    List<NetworkCase> casesOfOneUpdate() {
        return cases().stream().filter(shape -> shape.regime().segment() == 0).toList();
    }

    List<NetworkCase> allCases() {
        return NetworkCase.all().stream()
                .filter(shape -> provider()
                        .unsupported(network(shape, backend(), Optimizer.SGD, 1))
                        .isEmpty())
                .toList();
    }

    private NetworkSpec supported(NetworkCase shape, Optimizer optimizer, double rate) {
        NetworkSpec network = network(shape, backend(), optimizer, rate);
        assumeThat(provider().unsupported(network)).isEmpty();
        return network;
    }

    private NetworkSpec network(NetworkCase shape, Backend backend, Optimizer optimizer, double rate) {
        NetworkSpec network = shape.network(backend, optimizer, rate);
        Placement where = new Placement(backend, math(), OptionalInt.empty(), own());
        return new NetworkSpec(network.io(), network.net(), network.how(), where);
    }

    @Test
    void itCanBeTrustedOnThisHost() {
        assertThat(provider().problem()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weightsInAreWeightsOut(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 1);
        Weights weights = reference(network).random(shape.weights());
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            assertThat(Parameters.vector(engine.weights())).isEqualTo(Parameters.vector(weights));
            assertThat(engine.parameters()).isEqualTo(weights.count());
        }
    }

    @Tag("conformance")
    @ParameterizedTest
    @MethodSource("allCases")
    void everyCaseIsThatOfTheReference(NetworkCase shape) {
        lossAndGradientStepMatchReference(shape);
        predictionsMatchReferenceWithoutSideEffects(shape);
        everyFitBeginsAtAZeroState(shape);
    }

    /** Gradient descent with a rate of 1 where there is one update: the change is the gradient. */
    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientStepMatchReference(NetworkCase shape) {
        double rate = shape.regime().segment() == 0 ? 1 : 0.1;
        NetworkSpec network = supported(shape, Optimizer.SGD, rate);
        Weights weights = reference(network).random(shape.weights());
        ReferenceTraining reference = new ReferenceTraining(network, reference(network), Parameters.vector(weights));
        Batch batch = shape.newBatch();
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            shape.fill(batch, 1);
            bound.encode(); // leaves nothing for the next content, whose sequences may be shorter
            shape.fill(batch, 0);
            double loss = fit(engine, bound, shape);
            double expected = reference.fit(batch);
            assertThat(loss).isCloseTo(expected, within(tolerance() * Math.max(1, expected)));
            assertSameSteps(network, Parameters.vector(weights), engine, reference, tolerance());
        }
    }

    /** Steps so small that rounding errors of the weights do not grow. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyFitBeginsAtAZeroState(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 0.02);
        Weights weights = reference(network).random(shape.weights());
        ReferenceTraining reference = new ReferenceTraining(network, reference(network), Parameters.vector(weights));
        Batch batch = shape.newBatch();
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            for (int fit = 0; fit < FITS; fit++) {
                shape.fill(batch, fit);
                double loss = fit(engine, bound, shape);
                double expected = reference.fit(batch);
                assertThat(loss).as("fit %d", fit).isCloseTo(expected, within(tolerance() * Math.max(1, expected)));
            }
            assertSameSteps(network, Parameters.vector(weights), engine, reference, tolerance());
            assertSamePredictions(
                    bound.predict(), reference(network).predict(reference.parameters(), batch), batch, shape);
        }
    }

    /** Where one update follows all answers of a fit, they are those that a prediction before it would have given. */
    @ParameterizedTest
    @MethodSource("casesOfOneUpdate")
    void fitsThatPredictAnswerAsAPredictionBeforeThem(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 0.02);
        Weights weights = reference(network).random(shape.weights());
        Batch batch = shape.newBatch();
        shape.fill(batch, 0);
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            bound.encode();
            Optional<Predictions> predicted = bound.fit().predictions();
            assertThat(predicted.isPresent()).isEqualTo(engine.fitsPredict());
            double[][][] expected = reference(network).predict(Parameters.vector(weights), batch);
            for (int sequence = 0; predicted.isPresent() && sequence < batch.size(); sequence++) {
                for (int step = 0; step < batch.length(sequence); step++) {
                    for (int k = 0;
                            batch.carriesLoss(sequence, step) && k < shape.io().outputSize();
                            k++) {
                        assertThat((double) predicted.get().get(sequence, k, step))
                                .isCloseTo(expected[sequence][step][k], within(tolerance()));
                    }
                }
            }
        }
    }

    /** With the averages of {@link Loss#mean}, which is what results show of both. */
    @ParameterizedTest
    @MethodSource("casesOfOneUpdate")
    void fitLossEqualsPrecedingEvaluationAndFalls(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 0.02);
        Weights weights = reference(network).random(shape.weights());
        Batch batch = shape.newBatch();
        shape.fill(batch, 0);
        Loss loss = shape.io().loss();
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            bound.encode();
            Predictions predictions = bound.predict();
            engine.synchronize();
            Scorer scorer = new RegressionScorer(loss, 1);
            scorer.add(batch, batch.size(), predictions);
            double before = fit(engine, bound, shape);
            double mean = loss.mean(before, batch.lossSteps(), shape.io().outputSize());
            assertThat(mean).isCloseTo(scorer.score().loss(), within(tolerance() * Math.max(1, mean)));
            for (int fit = 0; fit < FITS; fit++) {
                bound.fit();
            }
            assertThat(fit(engine, bound, shape)).isLessThan(before);
        }
    }

    /** On new sequences every time, so that what an optimizer remembers matters. */
    @ParameterizedTest
    @EnumSource(Optimizer.class)
    void everyOptimizerMakesTheStepsOfItsRule(Optimizer optimizer) {
        NetworkCase shape = new NetworkCase(
                4,
                new Signature(6, true, Sequences.Kind.SYMBOLS, 5, Sequences.Kind.SYMBOLS, 4, new Loss.Sigmoid(), false),
                new Architecture(Model.of(Model.LSTM), 5, 1, Gate.SIGMOID),
                Regime.of("full"),
                Double.POSITIVE_INFINITY,
                0,
                9); // one whose epsilon shows
        NetworkSpec network = supported(shape, optimizer, 0.05);
        Weights weights = reference(network).random(shape.weights());
        ReferenceTraining reference = new ReferenceTraining(network, reference(network), Parameters.vector(weights));
        Batch batch = shape.newBatch();
        double tolerance = optimizer == Optimizer.SGD ? tolerance() : ADAPTIVE * tolerance();
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

    private static double fit(Engine engine, Bound bound, NetworkCase shape) {
        bound.encode();
        Fit fit = bound.fit();
        engine.synchronize();
        assertThat(fit.updates())
                .isEqualTo(shape.regime().updatesPerFit(shape.io().timeSteps()));
        return fit.lossSum();
    }

    /** Compares what was learned from the same start, layer by layer. */
    private void assertSameSteps(
            NetworkSpec network, double[] start, Engine engine, ReferenceTraining reference, double tolerance) {
        Reference layout = reference(network);
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
    void predictionsMatchReferenceWithoutSideEffects(NetworkCase shape) {
        NetworkSpec network = supported(shape, Optimizer.SGD, 1);
        Weights weights = reference(network).random(shape.weights());
        Reference reference = reference(network);
        Batch batch = shape.newBatch();
        try (Engine engine = provider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            for (int filling = 0; filling < 2; filling++) {
                shape.fill(batch, filling);
                bound.encode();
                Predictions predictions = bound.predict();
                engine.synchronize();
                assertSamePredictions(predictions, reference.predict(Parameters.vector(weights), batch), batch, shape);
            }
            assertThat(Parameters.vector(engine.weights())).isEqualTo(Parameters.vector(weights));
        }
    }

    /** Compares the steps that a task may ask for: those of each sequence, or its own last one. */
    private void assertSamePredictions(Predictions actual, double[][][] expected, Batch batch, NetworkCase shape) {
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int length = batch.length(sequence);
            for (int step = shape.io().lossAtEndOnly() ? length - 1 : 0; step < length; step++) {
                for (int k = 0; k < shape.io().outputSize(); k++) {
                    double output = expected[sequence][step][k];
                    assertThat((double) actual.get(sequence, k, step))
                            .as("sequence %d, step %d, output %d", sequence, step, k)
                            .isCloseTo(output, within(tolerance() * Math.max(1, Math.abs(output))));
                }
            }
        }
    }

    @Test
    void withoutWeightsTheSeedDecides() {
        NetworkCase shape = cases().get(0);
        NetworkSpec network = supported(shape, Optimizer.SGD, 1);
        double[] first = ownWeights(network, 1);
        assertThat(ownWeights(network, 1)).isEqualTo(first);
        assertThat(ownWeights(network, 2)).isNotEqualTo(first);
    }

    private double[] ownWeights(NetworkSpec network, long seed) {
        Training how = network.how();
        Training seeded = new Training(
                how.batch(),
                how.regime(),
                how.optimizer(),
                how.learningRate(),
                how.epsilon(),
                how.clip(),
                how.init(),
                seed);
        NetworkSpec other = new NetworkSpec(network.io(), network.net(), seeded, network.where());
        try (Engine engine = provider().open(other, Optional.empty())) {
            return Parameters.vector(engine.weights());
        }
    }

    @Test
    void itSaysWhatItIs() {
        NetworkSpec network = supported(cases().get(0), Optimizer.ADAM, 0.001);
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
    void requestedThreadsAreLaunched() {
        NetworkSpec network = supported(cases().get(0), Optimizer.ADAM, 0.001);
        Placement three = new Placement(
                backend(), math(), OptionalInt.of(3), network.where().own());
        NetworkSpec onThree = new NetworkSpec(network.io(), network.net(), network.how(), three);
        HostFacts host = new HostFacts(8, 8000, true, Set.of(), List.of());
        assertThat(provider().launch(network, host).threads()).isBetween(1, host.cores());
        assumeThat(provider().unsupported(onThree)).isEmpty();
        assertThat(provider().launch(onThree, host).threads()).isEqualTo(3);
    }

    /** What is refused cannot be opened either; what is not refused trains, as other tests show of the cases. */
    @Test
    void refusalsAreHonest() {
        NetworkCase.all().stream()
                .filter(each -> provider()
                        .unsupported(network(each, backend(), Optimizer.ADAM, 0.001))
                        .isPresent())
                .forEach(each -> checkRefusal(each, network(each, backend(), Optimizer.ADAM, 0.001)));
        NetworkCase shape = cases().get(0);
        for (Backend backend : Backend.values()) {
            for (Gate gate : Gate.values()) {
                for (Arithmetic math : Arithmetic.values()) {
                    for (String model : List.of(Model.LSTM, "simple-rnn", "feed-forward", "window-2")) {
                        NetworkSpec base = network(shape, backend, Optimizer.ADAM, 0.001);
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
