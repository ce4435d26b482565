package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Initialization;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Training;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
    private static final Topology TOPOLOGY = new TopologyBuilder(12, 2, 2, 1)
            .recurrence(Recurrence.NONE)
            .shortcut()
            .build();
    private static final Training DESCENT = new Training(
            3,
            Regime.of("full"),
            Optimizer.SGD,
            0.3,
            Optimizer.EPSILON,
            Double.POSITIVE_INFINITY,
            new Initialization("default"),
            1);

    private final Random random = new Random(5);

    /** Of 12 inputs, few and many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 12})
    void descentMovesTheRowsThatWereSeen(int seen) {
        Parameters weights = new Parameters(TOPOLOGY);
        InitialCells.draw(TOPOLOGY, 1, random, weights);
        Gradient gradient = new Gradient(TOPOLOGY);
        double[] expected = weights.input.clone();
        double[] expectedShortcut = weights.shortcut.clone();
        for (int row = 0; row < seen; row++) {
            gradient.rows().add(row);
            draw(gradient.input, row, TOPOLOGY.units(), expected);
            int other = TOPOLOGY.inputs() - 1 - row;
            gradient.shortcutRows().add(other);
            draw(gradient.shortcut, other, TOPOLOGY.outputs(), expectedShortcut);
        }

        new Steps(TOPOLOGY, DESCENT, weights, gradient).step(gradient, 3);

        assertThat(weights.input).isEqualTo(expected);
        assertThat(weights.shortcut).isEqualTo(expectedShortcut);
        assertThat(gradient.rows().size()).isZero();
        assertThat(gradient.shortcutRows().size()).isZero();
        assertThat(Arrays.stream(gradient.input).sum()).isZero();
        assertThat(Arrays.stream(gradient.shortcut).sum()).isZero();
    }

    private void draw(double[] gradient, int row, int width, double[] expected) {
        for (int i = row * width; i < (row + 1) * width; i++) {
            gradient[i] = random.nextDouble();
            expected[i] -= 0.3 / 3 * gradient[i];
        }
    }
}
