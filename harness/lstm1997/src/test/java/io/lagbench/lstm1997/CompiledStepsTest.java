package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.workloads.SymbolSequences;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            int[] symbols = symbolic ? symbols(topology.inputs()) : null;
            double[] vectors = symbolic
                    ? null
                    : random.doubles((long) STEPS * topology.inputs()).toArray();

            Lane[] loops = passages(new LoopedSteps(topology, weights), symbols, vectors);
            Lane[] compiled = passages(CompiledSteps.of(topology, weights, symbolic), symbols, vectors);

            for (int lane = 0; lane < loops.length; lane++) {
                assertSame(compiled[lane], loops[lane], topology.toString());
            }
        }
    }

    /** One alone, then two of which the second begins later. */
    private static Lane[] passages(CellSteps steps, int[] symbols, double[] vectors) {
        Lane[] lanes = {lane(steps), lane(steps), lane(steps)};
        StepNotes notes = lanes[0].notes;
        steps.run(symbols, vectors, 7, lanes[0]);
        lanes[0].notes = null;
        steps.run(symbols, vectors, 23, lanes[0]);
        lanes[0].notes = notes;
        steps.run(symbols, vectors, 20, lanes[0]);

        notes = lanes[2].notes;
        steps.run(symbols, vectors, 11, lanes[1]);
        steps.run(symbols, vectors, 18, lanes[1], lanes[2]);
        lanes[2].notes = null;
        steps.run(symbols, vectors, 21, lanes[1], lanes[2]);
        lanes[2].notes = notes;
        steps.run(symbols, vectors, 11, lanes[2]);
        return lanes;
    }

    private static Lane lane(CellSteps steps) {
        Lane lane = new Lane(steps.topology);
        lane.begin();
        lane.notes = new StepNotes(steps.topology);
        return lane;
    }

    private static void assertSame(Lane compiled, Lane loops, String topology) {
        assertThat(compiled.position).isEqualTo(STEPS).isEqualTo(loops.position);
        assertThat(compiled.states).as(topology).isEqualTo(loops.states);
        assertThat(compiled.after).as(topology).isEqualTo(loops.after);
        assertThat(compiled.before).as(topology).isEqualTo(loops.before);
        assertThat(compiled.notes.count).isPositive().isEqualTo(loops.notes.count);
        assertThat(compiled.notes.slopes).as(topology).isEqualTo(loops.notes.slopes);
        assertThat(compiled.notes.seen).as(topology).isEqualTo(loops.notes.seen);
        assertThat(compiled.notes.kept).as(topology).isEqualTo(loops.notes.kept);
    }

    private Topology randomTopology() {
        Squashing[] contents = Squashing.ofContent();
        Squashing[] states = Squashing.values();
        return new TopologyBuilder(1 + random.nextInt(5), 1, 1 + random.nextInt(3), 1 + random.nextInt(2))
                .recurrence(Recurrence.values()[random.nextInt(Recurrence.values().length)])
                .firstOutput(0.3)
                .outputGate(random.nextBoolean())
                .forgetGate(random.nextBoolean())
                .squashing(contents[random.nextInt(contents.length)], states[random.nextInt(states.length)])
                .build();
    }

    private int[] symbols(int count) {
        return random.ints(STEPS, -1, count)
                .map(symbol -> symbol < 0 ? SymbolSequences.NONE : symbol)
                .toArray();
    }

    /** The JVM compiles no long methods: then two sequences go one after the other, or all is left to the loops. */
    @ParameterizedTest
    @CsvSource({"FULL, 2, 2", "FULL, 4, 1", "FULL, 20, 0", "NONE, 13, 1", "NONE, 60, 0"})
    void whatWouldBeLongIsNotWritten(Recurrence recurrence, int cells, int methods) {
        Topology topology = new TopologyBuilder(3, 1, cells, 1)
                .recurrence(recurrence)
                .forgetGate(true)
                .build();

        assertThat(CompiledSteps.suits(topology, true)).isEqualTo(methods > 0);
        if (methods > 0) {
            CellSteps steps = CompiledSteps.of(topology, new Parameters(topology), true);
            assertThat(steps.getClass().getDeclaredMethods()).hasSize(methods);
        }
    }
}
