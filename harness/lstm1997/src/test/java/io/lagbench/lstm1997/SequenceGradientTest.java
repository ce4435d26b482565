package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.Tasks;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of a sequence of some 300 steps and as many symbols, longer than the kit's: one way to compute them beside another. */
class SequenceGradientTest {
    private static final Offset<Double> ROUNDING = within(1e-11);

    private final Random random = new Random(3);
    private EncodedBatch batch;
    private int inputs;
    private int length;

    @BeforeEach
    void drawASequence() {
        Task task =
                Tasks.find("hs97-2c").orElseThrow().create(new Settings(Map.of("p", 300, "q", 300, "judged", "test")));
        Batch drawn = task.newBatch(1);
        task.streams().training(1, false).next(drawn);
        batch = new EncodedBatch(drawn, true);
        batch.encode();
        inputs = drawn.inputs().width();
        length = batch.length(0);
        assertThat(length).isGreaterThan(4 * StepNotes.STEPS);
    }

    private Topology topology(
            int blocks, int blockCells, Recurrence recurrence, boolean forgetGate, Squashing content) {
        return new TopologyBuilder(inputs, 1, blocks, blockCells)
                .recurrence(recurrence)
                .firstOutput(0.3)
                .forgetGate(forgetGate)
                .squashing(content, Squashing.CENTERED_1)
                .build();
    }

    private Parameters weights(Topology topology) {
        Parameters weights = new Parameters(topology);
        InitialCells.draw(topology, 0.7, random, weights);
        return weights;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "IDENTITY")
    void symbolsThatAreCountedGiveWhatStepsDo(Squashing content) {
        Topology topology = topology(2, 2, Recurrence.NONE, false, content);
        Parameters weights = weights(topology);
        HiddenLayer counted = new SymbolCounts(topology, weights);
        HiddenLayer stepped = new SteppedCells(topology, new LoopedSteps(topology, weights));
        double[] errors = random.doubles(topology.cells()).toArray();

        Gradient ofCounted = gradient(counted, length, topology, errors);
        Gradient ofStepped = gradient(stepped, length, topology, errors);

        assertThat(counted.outputs()).containsExactly(stepped.outputs(), ROUNDING);
        assertSame(ofCounted, ofStepped);
    }

    /** Three cells with a forget gate have an odd number of derivatives of each weight's kind. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyStepsSummedUpAtOnceGiveWhatOneByOneDoes(boolean forgetGate) {
        Topology topology = topology(3, 1, Recurrence.FULL, forgetGate, Squashing.CENTERED_2);
        Parameters weights = weights(topology);
        double[] errors = random.doubles(topology.cells()).toArray();

        Gradient atOnce =
                gradient(new SteppedCells(topology, new LoopedSteps(topology, weights)), length, topology, errors);
        Gradient oneByOne =
                gradient(new SteppedCells(topology, new LoopedSteps(topology, weights)), 1, topology, errors);

        assertSame(atOnce, oneByOne);
    }

    /** Asks for the gradient every so many steps, which sums up what is noted, and returns the last one. */
    private Gradient gradient(HiddenLayer cells, int every, Topology topology, double[] errors) {
        Gradient gradient = null;
        cells.begin(true);
        for (int from = 0; from < length; from += every) {
            cells.advance(batch, 0, from, Math.min(length, from + every));
            gradient = new Gradient(topology);
            cells.addGradient(errors, gradient);
        }
        return gradient;
    }

    private static void assertSame(Gradient one, Gradient other) {
        assertThat(one.input).containsExactly(other.input, ROUNDING);
        assertThat(one.recurrent).containsExactly(other.recurrent, ROUNDING);
        assertThat(one.bias).containsExactly(other.bias, ROUNDING);
        assertThat(Arrays.stream(one.input).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-3);
    }
}
