package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyTaskTest {

    @Test
    void tenSymbolsComeBackBehindTheDelimiter() {
        Task task = DrawnTasks.task("copy", Map.of("length", 3L));
        Batch batch = DrawnTasks.training(task, 50);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        assertThat(task.shape()).isEqualTo(new Shape(23, 13, 10, 9));
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            for (int step = 0; step < 23; step++) {
                int input = inputs.get(sequence, step);
                if (step < 10) {
                    assertThat(input).isBetween(0, 7);
                } else {
                    assertThat(input).isEqualTo(step == 12 ? 9 : 8);
                }
                int target = targets.get(sequence, step);
                assertThat(target).isEqualTo(step < 13 ? 8 : inputs.get(sequence, step - 13));
                assertThat(batch.needsMemory(sequence, step)).isEqualTo(step >= 13);
            }
        }
    }

    /** Loss as printed by Arjovsky, Shah and Bengio (2016) and Bai, Kolter and Koltun (2018). */
    @ParameterizedTest
    @CsvSource({"100, 0.1733", "200, 0.0945", "300, 0.0650", "500, 0.0400", "1000, 0.0204", "2000, 0.0103"})
    void withoutMemoryTheLossIsTheBaselineOfTheLiterature(long length, double loss) {
        Floor floor = DrawnTasks.task("copy", Map.of("length", length)).floors().memoryless();
        assertThat(floor.loss()).isCloseTo(loss, within(5e-5));
    }

    @Test
    void predictorsWithoutMemoryLandOnTheFloors() {
        Task task = DrawnTasks.task("copy", Map.of("length", 5L));
        int sequences = 4000;
        Score memoryless = DrawnTasks.score(
                task,
                sequences,
                (batch, sequence, output, step) ->
                        step < 15 ? (output == 8 ? 1 : 0) : (output == 8 ? 0 : output == 0 ? 0.126 : 0.874 / 7));
        Floor floor = task.floors().memoryless();
        assertThat(memoryless.loss()).isCloseTo(floor.loss(), within(1e-3));
        assertThat(memoryless.accuracy()).isCloseTo(floor.accuracy(), within(5e-3));
        DrawnTasks.assertShare(memoryless.recallAccuracy(), floor.recallAccuracy(), 10 * sequences);
        Floor fixed = task.floors().constant();
        Score constant = DrawnTasks.score(task, sequences, (batch, sequence, output, step) -> output == 8 ? 0.6 : 0.05);
        assertThat(constant.loss()).isCloseTo(fixed.loss(), within(1e-5));
        assertThat(constant.accuracy()).isEqualTo(fixed.accuracy()).isEqualTo(0.6);
    }
}
