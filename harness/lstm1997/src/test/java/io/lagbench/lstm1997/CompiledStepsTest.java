package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledStepsTest {
    private static final int STEPS = 50;

    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theyAreTheLoopsToTheLastBitOnRandomTopologies(boolean symbolic) {
        for (int trial = 0; trial < 60; trial++) {
            Topology topology = randomTopology();
            assertThat(CompiledSteps.suits(topology, symbolic)).isTrue();
            Parameters weights = new Parameters(topology);
            InitialCells.draw(topology, 1.5, random, weights);
            CellSteps loops = new LoopedSteps(topology, weights);
            CellSteps compiled = CompiledSteps.of(topology, weights, symbolic);
            Arrays.fill(loops.after, 0.3);
            Arrays.fill(compiled.after, 0.3);
            int[] symbols = symbolic ? symbols(topology.inputs()) : null;
            double[] vectors = symbolic
                    ? null
                    : random.doubles((long) STEPS * topology.inputs()).toArray();
            StepNotes notesOfLoops = new StepNotes(topology);
            StepNotes notes = new StepNotes(topology);

            for (CellSteps steps : new CellSteps[] {loops, compiled}) {
                StepNotes own = steps == loops ? notesOfLoops : notes;
                steps.run(symbols, vectors, 0, 7, own);
                steps.run(symbols, vectors, 7, 30, null);
                steps.run(symbols, vectors, 30, STEPS, own);
            }

            assertThat(compiled.states).as(topology.toString()).isEqualTo(loops.states);
            assertThat(compiled.after).as(topology.toString()).isEqualTo(loops.after);
            assertThat(compiled.before).as(topology.toString()).isEqualTo(loops.before);
            assertThat(notes.count).isEqualTo(27).isEqualTo(notesOfLoops.count);
            assertThat(notes.slopes).as(topology.toString()).isEqualTo(notesOfLoops.slopes);
            assertThat(notes.seen).as(topology.toString()).isEqualTo(notesOfLoops.seen);
            assertThat(notes.kept).as(topology.toString()).isEqualTo(notesOfLoops.kept);
        }
    }

    private Topology randomTopology() {
        Squashing[] contents = Squashing.ofContent();
        Squashing[] states = Squashing.values();
        return new Topology(
                true,
                1 + random.nextInt(5),
                1,
                1 + random.nextInt(3),
                1 + random.nextInt(2),
                Recurrence.values()[random.nextInt(Recurrence.values().length)],
                0.3,
                random.nextBoolean(),
                random.nextBoolean(),
                Biases.ALL,
                contents[random.nextInt(contents.length)],
                states[random.nextInt(states.length)],
                false);
    }

    private int[] symbols(int count) {
        return random.ints(STEPS, -1, count)
                .map(symbol -> symbol < 0 ? SymbolSequences.NONE : symbol)
                .toArray();
    }

    @Test
    void aLargeNetworkIsLeftToTheLoops() {
        Topology large = new Topology(
                true,
                3,
                1,
                20,
                1,
                Recurrence.FULL,
                0,
                true,
                false,
                Biases.ALL,
                Squashing.CENTERED_2,
                Squashing.CENTERED_1,
                false);

        assertThat(CompiledSteps.suits(large, true)).isFalse();
    }
}
