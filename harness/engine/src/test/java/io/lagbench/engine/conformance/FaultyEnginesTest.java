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
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.RealSequences;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                how.batch(),
                how.regime(),
                optimizer,
                how.learningRate(),
                how.epsilon(),
                how.clip(),
                how.init(),
                how.seed());
    }

    /** The first case with long sequences, more than one of them, and several outputs, that is as asked. */
    private static NetworkCase first(Predicate<NetworkCase> asked) {
        return NetworkCase.all().stream()
                .filter(shape -> shape.io().timeSteps() > 4
                        && shape.batch() > 1
                        && shape.io().outputSize() > 1
                        && shape.net().gate() == Gate.SIGMOID)
                .filter(asked)
                .findFirst()
                .orElseThrow();
    }

    private static NetworkCase firstOf(String regime) {
        return first(shape -> shape.regime().name().equals(regime)
                && !shape.io().variableLengths()
                && Double.isInfinite(shape.clip()));
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
                how.epsilon(),
                how.clip(),
                how.init(),
                how.seed())));
        for (String regime : List.of("full", "stateful-1", "tbptt-3")) {
            assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(firstOf(regime)))
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
                how.epsilon(),
                how.clip(),
                how.init(),
                how.seed())));
        assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(firstOf("full")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theUsualEpsilonInPlaceOfAnother() {
        EngineConformance kit = kit(training(how -> new Training(
                how.batch(),
                how.regime(),
                how.optimizer(),
                how.learningRate(),
                Optimizer.EPSILON,
                how.clip(),
                how.init(),
                how.seed())));
        for (Optimizer optimizer : List.of(Optimizer.ADAM, Optimizer.RMSPROP)) {
            assertThatThrownBy(() -> kit.everyOptimizerMakesTheStepsOfItsRule(optimizer))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void clippingThatIsLeftOut() {
        EngineConformance kit = kit(training(how -> new Training(
                how.batch(),
                how.regime(),
                how.optimizer(),
                how.learningRate(),
                how.epsilon(),
                Double.POSITIVE_INFINITY,
                how.init(),
                how.seed())));
        NetworkCase clipped = first(shape -> Double.isFinite(shape.clip()));
        assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(clipped)).isInstanceOf(AssertionError.class);
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
        assertThatThrownBy(() -> kit.predictionsMatchReferenceWithoutSideEffects(firstOf("full")))
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
        assertThatThrownBy(() -> kit.predictionsMatchReferenceWithoutSideEffects(firstOf("full")))
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

    /** A batch with the same inputs whose targets and marks are where a fault puts them. */
    private static Batch moved(Batch batch, BiFunction<Integer, Integer, Integer> sourceOfTarget) {
        int steps = batch.timeSteps();
        RealSequences inputs =
                new RealSequences(batch.size(), steps, batch.inputs().width());
        RealSequences targets =
                new RealSequences(batch.size(), steps, batch.targets().width());
        Batch moved = new Batch(inputs, targets);
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            for (int step = 0; step < steps; step++) {
                int source = sourceOfTarget.apply(sequence, step);
                for (int feature = 0; feature < inputs.width(); feature++) {
                    inputs.set(sequence, feature, step, batch.inputs().value(sequence, feature, step));
                }
                for (int output = 0; output < targets.width() && source >= 0; output++) {
                    targets.set(sequence, output, step, batch.targets().value(sequence, output, source));
                }
                moved.mark(sequence, step, source >= 0, false);
            }
        }
        return moved;
    }

    @Test
    void answersAtTheEndOfTheBatchRatherThanOfTheSequence() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            Batch seen(Batch batch) {
                int last = batch.timeSteps() - 1;
                return moved(batch, (sequence, step) -> step == last ? batch.length(sequence) - 1 : -1);
            }

            @Override
            double[][][] given(double[][][] predictions, Batch batch) {
                for (int sequence = 0; sequence < batch.size(); sequence++) {
                    predictions[sequence][batch.length(sequence) - 1] = predictions[sequence][batch.timeSteps() - 1];
                }
                return predictions;
            }
        });
        NetworkCase shape = first(
                each -> each.io().lossAtEndOnly() && each.io().variableLengths() && Double.isInfinite(each.clip()));
        assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(shape)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> kit.predictionsMatchReferenceWithoutSideEffects(shape))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void lossBeyondTheEndOfASequence() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            Batch seen(Batch batch) {
                return moved(batch, (sequence, step) -> step);
            }
        });
        NetworkCase shape = first(each -> each.io().variableLengths()
                && !each.io().lossAtEndOnly()
                && each.masked() == 0
                && each.io().loss() instanceof Loss.Sigmoid);
        assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(shape)).isInstanceOf(AssertionError.class);
    }

    @Test
    void lossAtStepsThatAreNotMarked() {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            Batch seen(Batch batch) {
                return moved(batch, (sequence, step) -> step);
            }
        });
        NetworkCase shape = first(each -> each.masked() > 0 && !each.io().variableLengths());
        assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(shape)).isInstanceOf(AssertionError.class);
    }

    /** In the first fit there is nothing that could. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "stateful-1", "tbptt-3"})
    void stateThatLeaksFromOneFitIntoTheNext(String regime) {
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            ReferenceTraining training(NetworkSpec network, double[] initial) {
                return new ReferenceTraining(network, new ReferenceNetwork(network), initial) {
                    @Override
                    List<Reference.State> before(List<Reference.State> after, int sequences) {
                        return after.isEmpty() ? super.before(after, sequences) : after;
                    }
                };
            }
        });
        assertThatThrownBy(() -> kit.everyFitBeginsAtAZeroState(firstOf(regime)))
                .isInstanceOf(AssertionError.class);
        assertThatCode(() -> kit.lossAndGradientStepMatchReference(firstOf(regime)))
                .doesNotThrowAnyException();
    }

    @Test
    void aLossThatIsAveragedOverOutputs() {
        NetworkCase shape = firstOf("full");
        EngineConformance kit = kit(new ReferenceEngine() {
            @Override
            double told(double lossSum) {
                return lossSum / shape.io().outputSize();
            }
        });
        assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(shape)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> kit.fitLossEqualsPrecedingEvaluationAndFalls(shape))
                .isInstanceOf(AssertionError.class);
    }

    /** The gradient of half the squared error, as papers have it. */
    @Test
    void aGradientOfHalfTheLoss() {
        EngineConformance kit = kit(training(how -> new Training(
                how.batch(),
                how.regime(),
                how.optimizer(),
                how.learningRate() / 2,
                how.epsilon(),
                how.clip(),
                how.init(),
                how.seed())));
        for (OutputActivation activation : List.of(OutputActivation.LINEAR, OutputActivation.SIGMOID)) {
            NetworkCase shape = first(each ->
                    each.io().loss().equals(new Loss.SquaredError(activation)) && Double.isInfinite(each.clip()));
            assertThatThrownBy(() -> kit.lossAndGradientStepMatchReference(shape))
                    .isInstanceOf(AssertionError.class);
        }
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
        assertThatThrownBy(kit::requestedThreadsAreLaunched).isInstanceOf(AssertionError.class);
    }
}
