package io.lagbench.engine.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Gate;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Training;
import io.lagbench.engine.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kit sees what an engine may get wrong. */
class FaultyEnginesTest {

    private static EngineConformance kit(EngineProvider provider) {
        return new EngineConformance() {
            @Override
            protected EngineProvider provider() {
                return provider;
            }

            @Override
            protected Backend backend() {
                return Backend.CPU;
            }
        };
    }

    /** An engine that trains as it likes. */
    private static EngineProvider training(UnaryOperator<Training> fault) {
        return new ReferenceEngine() {
            @Override
            NetworkSpec trained(NetworkSpec asked) {
                return new NetworkSpec(asked.io(), asked.net(), fault.apply(asked.how()), asked.where());
            }
        };
    }

    private static Training with(Training how, Optimizer optimizer) {
        return new Training(
                how.batch(), how.regime(), optimizer, how.learningRate(), how.clip(), how.init(), how.seed());
    }

    private static NetworkCase firstOf(String regime) {
        return NetworkCase.all().stream()
                .filter(shape -> shape.regime().name().equals(regime))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"ADAM, RMSPROP", "ADAM, SGD", "RMSPROP, ADAM", "RMSPROP, SGD", "SGD, ADAM", "SGD, RMSPROP"})
    void oneOptimizerInPlaceOfAnother(Optimizer asked, Optimizer used) {
        EngineConformance kit = kit(training(how -> with(how, used)));
        assertThatThrownBy(() -> kit.everyOptimizerMakesTheStepsOfItsRule(asked))
                .isInstanceOf(AssertionError.class);
        assertThatCode(() -> kit.everyOptimizerMakesTheStepsOfItsRule(used)).doesNotThrowAnyException();
    }

    @Test
    void oneRegimeInPlaceOfAnother() {
        EngineConformance kit = kit(training(how -> new Training(
                how.batch(),
                Regime.of("tbptt-2"),
                how.optimizer(),
                how.learningRate(),
                how.clip(),
                how.init(),
                how.seed())));
        for (String regime : List.of("full", "stateful-1", "tbptt-3")) {
            assertThatThrownBy(() -> kit.lossAndGradientStepAreThoseOfTheReference(firstOf(regime)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aRateThatIsSlightlyOff() {
        EngineConformance kit = kit(training(how -> new Training(
                how.batch(),
                how.regime(),
                how.optimizer(),
                how.learningRate() * 1.0005,
                how.clip(),
                how.init(),
                how.seed())));
        assertThatThrownBy(() -> kit.lossAndGradientStepAreThoseOfTheReference(firstOf("full")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void clippingThatIsLeftOut() {
        EngineConformance kit = kit(training(how -> new Training(
                how.batch(),
                how.regime(),
                how.optimizer(),
                how.learningRate(),
                Double.POSITIVE_INFINITY,
                how.init(),
                how.seed())));
        NetworkCase clipped = NetworkCase.all().stream()
                .filter(shape -> Double.isFinite(shape.clip()))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> kit.lossAndGradientStepAreThoseOfTheReference(clipped))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void anotherGate() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            NetworkSpec trained(NetworkSpec asked) {
                Architecture net = asked.net();
                return new NetworkSpec(
                        asked.io(),
                        new Architecture(net.model(), net.hidden(), net.layers(), Gate.HARD_SIGMOID),
                        asked.how(),
                        asked.where());
            }
        });
        assertThatThrownBy(() -> kit.predictionsAreThoseOfTheReferenceAndChangeNothing(firstOf("full")))
                .isInstanceOf(AssertionError.class);
    }

    /** Blocks of columns in the order of another framework. */
    @Test
    void anotherOrderOfGates() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            public Engine open(NetworkSpec network, Optional<Weights> weights) {
                return super.open(network, weights.map(FaultyEnginesTest::rolled));
            }
        });
        assertThatThrownBy(() -> kit.weightsInAreWeightsOut(firstOf("full"))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> kit.predictionsAreThoseOfTheReferenceAndChangeNothing(firstOf("full")))
                .isInstanceOf(AssertionError.class);
    }

    private static Weights rolled(Weights weights) {
        return new Weights(
                weights.hidden().stream()
                        .map(layer -> new Weights.Hidden(layer.kernel(), layer.recurrentKernel(), rolled(layer.bias())))
                        .toList(),
                weights.output());
    }

    private static float[] rolled(float[] bias) {
        float[] rolled = new float[bias.length];
        int units = bias.length / Weights.GATES;
        for (int k = 0; k < bias.length; k++) {
            rolled[(k + units) % bias.length] = bias[k];
        }
        return rolled;
    }

    @Test
    void aRefusalThatIsNotMeant() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            public Optional<String> unsupported(NetworkSpec network) {
                return network.net().gate() == Gate.HARD_SIGMOID
                        ? Optional.of("lstm reference does not support gate hard-sigmoid; supported: sigmoid")
                        : super.unsupported(network);
            }

            @Override
            public Engine open(NetworkSpec network, Optional<Weights> weights) {
                return new ReferenceEngine().open(network, weights);
            }
        });
        assertThatThrownBy(kit::refusalsAreHonest).isInstanceOf(AssertionError.class);
    }

    @Test
    void threadsThatAreNotGiven() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            public Launch launch(NetworkSpec network, HostFacts host) {
                return new Launch(List.of(), Map.of(), 1);
            }
        });
        assertThatThrownBy(kit::threadsThatAreAskedForAreThoseOfTheLaunch).isInstanceOf(AssertionError.class);
    }
}
