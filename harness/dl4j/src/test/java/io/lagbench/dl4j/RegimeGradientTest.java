package io.lagbench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the regimes train: gradients of DL4J in double precision against central differences of a network written for
 * reading. With a learning rate of next to nothing all gradients of a sequence are taken at the same weights.
 */
class RegimeGradientTest {

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    private static final int SYMBOLS = 5;
    private static final int HIDDEN = 6;
    private static final int[] INPUTS = {3, 0, 1, 2};
    private static final int[] TARGETS = {0, 1, 2, 3};
    private static final double EPSILON = 1e-6;
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @CsvSource({"stateful-1, 1", "tbptt-2, 2", "tbptt-3, 3", "full, 4"})
    void theStateBeforeASegmentIsAConstant(String regime, int segment) {
        MultiLayerNetwork network = network(regime);
        TutorialNetwork reference =
                new TutorialNetwork(SYMBOLS, HIDDEN, SYMBOLS, network.params().toDoubleVector());
        List<double[]> gradients = gradients(network);
        TutorialNetwork.State state = TutorialNetwork.State.zero(HIDDEN);
        int update = 0;
        for (int from = 0; from < INPUTS.length; from += segment, update++) {
            int to = Math.min(from + segment, INPUTS.length);
            assertThat(relativeError(gradients.get(update), differences(reference, state, from, to)))
                    .as("steps %d to %d", from, to - 1)
                    .isLessThan(TOLERANCE);
            for (int t = from; t < to; t++) {
                state = reference.step(state, INPUTS[t]);
            }
        }
        assertThat(gradients).hasSize(update);
    }

    @Test
    void statefulOneDiffersFromFull() {
        double[] full = gradients(network("full")).get(0);
        double[] sum = new double[full.length];
        for (double[] gradient : gradients(network("stateful-1"))) {
            for (int w = 0; w < sum.length; w++) {
                sum[w] += gradient[w];
            }
        }
        assertThat(relativeError(sum, full)).isGreaterThan(0.05);
    }

    private static MultiLayerNetwork network(String regime) {
        NetworkSpec spec = new NetworkSpec(
                new Signature(
                        INPUTS.length,
                        false,
                        Sequences.Kind.SYMBOLS,
                        SYMBOLS,
                        Sequences.Kind.SYMBOLS,
                        SYMBOLS,
                        new Loss.Sigmoid(),
                        false),
                new Architecture(io.lagbench.engine.Model.of("lstm"), HIDDEN, 1, Gate.SIGMOID),
                new Training(
                        1,
                        Regime.of(regime),
                        Optimizer.SGD,
                        1e-30,
                        Optimizer.EPSILON,
                        Double.POSITIVE_INFINITY,
                        new Initialization("default"),
                        11),
                new Placement(Backend.CPU, Arithmetic.FP32, OptionalInt.empty(), new Settings(Map.of())));
        return Dl4jNetworks.create(spec, Optional.empty(), DataType.DOUBLE, Dl4jNetworks.STOCK);
    }

    /** The raw gradient of every update of one fit on the sequence. */
    private static List<double[]> gradients(MultiLayerNetwork network) {
        List<double[]> gradients = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                gradients.add(model.gradient().gradient().toDoubleVector());
            }
        });
        INDArray inputs = Nd4j.zeros(DataType.DOUBLE, 1, SYMBOLS, INPUTS.length);
        INDArray targets = Nd4j.zeros(DataType.DOUBLE, 1, SYMBOLS, INPUTS.length);
        for (int t = 0; t < INPUTS.length; t++) {
            inputs.putScalar(0, INPUTS[t], t, 1);
            targets.putScalar(0, TARGETS[t], t, 1);
        }
        network.fit(inputs, targets, null, Nd4j.ones(DataType.DOUBLE, 1, INPUTS.length));
        return gradients;
    }

    /** Central differences of the loss of steps {@code from} to {@code to - 1}, with the state before them constant. */
    private static double[] differences(TutorialNetwork network, TutorialNetwork.State before, int from, int to) {
        int[] inputs = Arrays.copyOfRange(INPUTS, from, to);
        int[] targets = Arrays.copyOfRange(TARGETS, from, to);
        double[] gradient = new double[network.size()];
        for (int w = 0; w < gradient.length; w++) {
            gradient[w] = (network.moved(w, EPSILON).loss(before, inputs, targets)
                            - network.moved(w, -EPSILON).loss(before, inputs, targets))
                    / (2 * EPSILON);
        }
        return gradient;
    }

    private static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }
}
