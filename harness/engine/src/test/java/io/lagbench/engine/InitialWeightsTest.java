package io.lagbench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class InitialWeightsTest {
    private static final int INPUTS = 3;
    private static final int UNITS = 5;
    private static final int OUTPUTS = 4;
    private static final int STEPS = 100;

    private static NetworkSpec network(String model, String init, long seed) {
        return new NetworkSpec(
                new Signature(
                        STEPS,
                        false,
                        Sequences.Kind.SYMBOLS,
                        INPUTS,
                        Sequences.Kind.SYMBOLS,
                        OUTPUTS,
                        new Loss.Softmax(),
                        false),
                new Architecture(Model.of(model), UNITS, 2, Gate.SIGMOID),
                new Training(
                        1,
                        Regime.of("full"),
                        Optimizer.ADAM,
                        0.001,
                        Optimizer.EPSILON,
                        Double.POSITIVE_INFINITY,
                        new Initialization(init),
                        seed),
                new Placement(Backend.CPU, Arithmetic.FP32, OptionalInt.empty(), new Settings(Map.of())));
    }

    private static Weights drawn(String init) {
        return InitialWeights.of(network("lstm", init, 1)).orElseThrow();
    }

    @Test
    void theEnginesOwnDefaultIsNotDrawnHere() {
        assertThat(InitialWeights.of(network("lstm", "default", 1))).isEqualTo(Optional.empty());
        assertThat(InitialWeights.of(network("simple-rnn", "default", 1))).isEmpty();
        assertThatThrownBy(() -> InitialWeights.of(network("simple-rnn", "keras2", 1)))
                .hasMessage("initial weights keras2 are not for model simple-rnn");
    }

    /** Blocks are drawn in the order of DL4J: results of earlier runs come from it. */
    @Test
    void drawOrderIsCellForgetOutputInput() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        float[][] first = InitialWeights.glorotUniform(random, INPUTS, 4 * UNITS);
        float[][] kernel = drawn("keras2").hidden().get(0).kernel();
        for (int row = 0; row < INPUTS; row++) {
            for (int unit = 0; unit < UNITS; unit++) {
                assertThat(kernel[row][Weights.CELL * UNITS + unit]).isEqualTo(first[row][unit]);
                assertThat(kernel[row][Weights.FORGET * UNITS + unit]).isEqualTo(first[row][UNITS + unit]);
                assertThat(kernel[row][Weights.OUTPUT * UNITS + unit]).isEqualTo(first[row][2 * UNITS + unit]);
                assertThat(kernel[row][Weights.INPUT * UNITS + unit]).isEqualTo(first[row][3 * UNITS + unit]);
            }
        }
    }

    @Test
    void recurrentKernelsAreOrthonormalAndInputKernelsGlorotUniform() {
        Weights weights = drawn("keras2");
        for (int layer = 0; layer < 2; layer++) {
            float[][] recurrent = weights.hidden().get(layer).recurrentKernel();
            for (int a = 0; a < UNITS; a++) {
                for (int b = 0; b < UNITS; b++) {
                    double dot = 0;
                    for (int k = 0; k < 4 * UNITS; k++) {
                        dot += recurrent[a][k] * recurrent[b][k];
                    }
                    assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-6));
                }
            }
            float[][] kernel = weights.hidden().get(layer).kernel();
            for (float[] row : kernel) {
                for (float value : row) {
                    assertThat((double) Math.abs(value))
                            .isLessThanOrEqualTo(Math.sqrt(6.0 / (kernel.length + 4 * UNITS)));
                }
            }
        }
        assertThat(weights.output().bias()).containsOnly(0);
    }

    @Test
    void onlyForgetGatesHaveABias() {
        for (Map.Entry<String, Float> init : Map.of("keras2", 1f, "forget-bias:2.5", 2.5f, "forget-bias:-1", -1f)
                .entrySet()) {
            float[] bias = drawn(init.getKey()).hidden().get(1).bias();
            for (int k = 0; k < bias.length; k++) {
                assertThat(bias[k]).isEqualTo(k / UNITS == Weights.FORGET ? init.getValue() : 0);
            }
        }
    }

    @Test
    void chronoInputBiasIsNegativeForgetBias() {
        float[] bias = drawn("chrono").hidden().get(0).bias();
        for (int unit = 0; unit < UNITS; unit++) {
            float forget = bias[Weights.FORGET * UNITS + unit];
            assertThat(Math.exp(forget)).isBetween(1.0, STEPS - 1.0);
            assertThat(bias[Weights.INPUT * UNITS + unit]).isEqualTo(-forget);
            assertThat(bias[Weights.CELL * UNITS + unit]).isZero();
            assertThat(bias[Weights.OUTPUT * UNITS + unit]).isZero();
        }
    }
}
