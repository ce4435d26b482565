package io.lagbench.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.workloads.Output;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the regimes train: gradients of DL4J in double precision against central differences of a network written for
 * reading. With a learning rate of next to nothing all gradients of a sequence are taken at the same weights.
 */
class RegimeGradientTest {
    private static final int SYMBOLS = 5;
    private static final int HIDDEN = 6;
    private static final int[] INPUTS = {3, 0, 1, 2};
    private static final int[] TARGETS = {0, 1, 2, 3};
    private static final double EPSILON = 1e-6;
    private static final double TOLERANCE = 1e-6;

    @Test
    void statefulOneTakesTheStateAsGivenAndFullDoesNot() {
        MultiLayerNetwork stateful = network("stateful-1");
        MultiLayerNetwork full = network("full");
        double[] weights = full.params().toDoubleVector();
        assertThat(stateful.params().toDoubleVector()).isEqualTo(weights);
        TutorialNetwork reference = new TutorialNetwork(SYMBOLS, HIDDEN, SYMBOLS, weights);

        List<double[]> perStep = gradients(stateful);
        List<double[]> whole = gradients(full);

        assertThat(perStep).hasSize(4);
        assertThat(whole).hasSize(1);
        TutorialNetwork.State state = TutorialNetwork.State.zero(HIDDEN);
        double[] sum = new double[weights.length];
        for (int t = 0; t < 4; t++) {
            double[] expected = stateGiven(reference, weights.length, state, INPUTS[t], TARGETS[t]);
            assertThat(relativeError(perStep.get(t), expected)).as("step " + t).isLessThan(TOLERANCE);
            state = reference.step(state, INPUTS[t]);
            for (int w = 0; w < sum.length; w++) {
                sum[w] += perStep.get(t)[w];
            }
        }
        double[] throughTime = throughTime(reference, weights.length);
        assertThat(relativeError(whole.get(0), throughTime)).isLessThan(TOLERANCE);
        assertThat(relativeError(sum, throughTime)).as("the regimes differ").isGreaterThan(0.05);
    }

    private static MultiLayerNetwork network(String regime) {
        NetworkSpec spec = new NetworkSpec(
                SYMBOLS, SYMBOLS, Output.SIGMOID, HIDDEN, 1, "sigmoid", "default", "sgd", 1e-30, Regime.of(regime));
        return Dl4jNetworks.create(spec, 11, DataType.DOUBLE);
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

    /** Gradient of one step's loss when the state before it is a constant. */
    private static double[] stateGiven(
            TutorialNetwork network, int weights, TutorialNetwork.State before, int input, int target) {
        double[] gradient = new double[weights];
        for (int w = 0; w < weights; w++) {
            TutorialNetwork up = network.moved(w, EPSILON);
            TutorialNetwork down = network.moved(w, -EPSILON);
            gradient[w] = (up.loss(up.step(before, input), target) - down.loss(down.step(before, input), target))
                    / (2 * EPSILON);
        }
        return gradient;
    }

    private static double[] throughTime(TutorialNetwork network, int weights) {
        double[] gradient = new double[weights];
        for (int w = 0; w < weights; w++) {
            gradient[w] = (network.moved(w, EPSILON).loss(INPUTS, TARGETS)
                            - network.moved(w, -EPSILON).loss(INPUTS, TARGETS))
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
