package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch of an odd number of sequences that differ in length. */
class SequencesSideBySideTest {
    private static final int SEQUENCES = 5;

    private final Random random = new Random(17);

    @ParameterizedTest
    @CsvSource({"hs97-2c, true, true", "hs97-2c, true, false", "hs97-2c, false, true", "hs97-4, true, true"})
    void theyGiveToTheLastBitWhatEachAloneDoes(String task, boolean compiled, boolean training) {
        Batch drawn = drawn(task);
        EncodedBatch batch = new EncodedBatch(drawn, true);
        batch.encode();
        Topology topology = new TopologyBuilder(drawn.inputs().width(), 1, 2, 1)
                .firstOutput(0.3)
                .forgetGate(true)
                .build();
        Parameters weights = new Parameters(topology);
        InitialCells.draw(topology, 0.7, random, weights);
        double[] errors = random.doubles(topology.cells()).toArray();
        CellSteps steps =
                compiled ? CompiledSteps.of(topology, weights, batch.symbolic()) : new LoopedSteps(topology, weights);

        HiddenLayer together = new SteppedCells(topology, steps);
        Gradient gradient = new Gradient(topology);
        List<Integer> order = new ArrayList<>();
        List<double[]> outputs = new ArrayList<>();
        together.runAll(batch, training, sequence -> {
            order.add(sequence);
            outputs.add(together.outputs().clone());
            if (training) {
                together.addGradient(errors, gradient);
            }
        });

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        HiddenLayer alone = new SteppedCells(topology, steps);
        Gradient expected = new Gradient(topology);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            alone.begin(training);
            alone.advance(batch, sequence, 0, batch.length(sequence));
            assertThat(outputs.get(sequence)).isEqualTo(alone.outputs());
            if (training) {
                alone.addGradient(errors, expected);
            }
        }
        assertThat(gradient.input).isEqualTo(expected.input);
        assertThat(gradient.recurrent).isEqualTo(expected.recurrent);
        assertThat(gradient.bias).isEqualTo(expected.bias);
        assertThat(Arrays.stream(gradient.input).map(Math::abs).max().orElseThrow() > 1e-3)
                .isEqualTo(training);
    }

    private static Batch drawn(String name) {
        Map<String, Object> lengths =
                name.equals("hs97-2c") ? Map.of("p", 300, "q", 300, "judged", "test") : Map.of("length", 300);
        Task task = Tasks.find(name).orElseThrow().create(new Settings(lengths));
        Batch drawn = task.newBatch(SEQUENCES);
        task.streams().training(1, false).next(drawn);
        assertThat(IntStream.range(0, SEQUENCES).map(drawn::length).distinct().count())
                .isGreaterThan(2);
        assertThat(drawn.length(0)).isGreaterThan(4 * StepNotes.STEPS);
        return drawn;
    }
}
