package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossTest {
    private static final double EXACT = 1e-15;

    @Test
    void sigmoidIsBinaryCrossEntropyPerStepAndOutput() {
        Loss loss = new Loss.Sigmoid();
        assertThat(loss.activation()).isEqualTo(OutputActivation.SIGMOID);
        assertThat(loss.ofOutput(0.25, 1)).isCloseTo(Math.log(4), within(EXACT));
        assertThat(loss.ofOutput(0.25, 0)).isCloseTo(Math.log(4.0 / 3), within(EXACT));
        assertThat(loss.ofOutput(0.5, 0.2)).as("a target between").isCloseTo(Math.log(2), within(EXACT));
        assertThat(loss.mean(12, 2, 3)).isEqualTo(2);
    }

    @Test
    void softmaxIsCategoricalCrossEntropyPerStep() {
        Loss loss = new Loss.Softmax();
        assertThat(loss.activation()).isEqualTo(OutputActivation.SOFTMAX);
        assertThat(loss.ofOutput(0.25, 1)).isCloseTo(Math.log(4), within(EXACT));
        assertThat(loss.ofOutput(0.25, 0)).isZero();
        assertThat(loss.mean(12, 2, 3)).isEqualTo(6);
    }

    @Test
    void probabilitiesOfZeroAndOneStayFinite() {
        assertThat(new Loss.Sigmoid().ofOutput(1, 0)).isCloseTo(-Math.log(1e-7), within(1e-8));
        assertThat(new Loss.Sigmoid().ofOutput(0, 1)).isCloseTo(-Math.log(1e-7), within(1e-8));
        assertThat(new Loss.Softmax().ofOutput(0, 1)).isCloseTo(-Math.log(1e-7), within(1e-8));
    }

    @Test
    void squaredErrorIsPerStepAndOutputOfALinearOrASigmoidOutput() {
        Loss loss = new Loss.SquaredError(OutputActivation.LINEAR);
        assertThat(loss.ofOutput(-0.5, 1)).isEqualTo(2.25);
        assertThat(loss.mean(12, 2, 3)).isEqualTo(2);
        assertThat(new Loss.SquaredError(OutputActivation.SIGMOID).activation()).isEqualTo(OutputActivation.SIGMOID);
        assertThatThrownBy(() -> new Loss.SquaredError(OutputActivation.SOFTMAX))
                .hasMessageContaining("allowed: linear or sigmoid outputs");
    }
}
