package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddingTaskTest {
    private static final int SEQUENCES = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 30})
    void theTargetIsTheSumOfTheMarkedNumbersOneInEitherHalf(long length) {
        Batch batch = DrawnTasks.training(DrawnTasks.task("adding", Map.of("length", length)), 200);
        int half = (int) length / 2;
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            double sum = 0;
            int[] marks = new int[2];
            for (int step = 0; step < length; step++) {
                float value = batch.inputs().value(sequence, 0, step);
                float marker = batch.inputs().value(sequence, 1, step);
                assertThat(value).isBetween(0f, 1f);
                assertThat(marker).isIn(0f, 1f);
                marks[step < half ? 0 : 1] += (int) marker;
                sum += marker * value;
            }
            assertThat(marks).containsExactly(1, 1);
            assertThat(batch.targets().value(sequence, 0, (int) length - 1)).isCloseTo((float) sum, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 30})
    void predictorsWithoutMemoryLandOnTheFloors(long length) {
        Task task = DrawnTasks.task("adding", Map.of("length", length));
        Score constant = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> 1);
        Floor floor = task.floors().constant();
        assertThat(floor.loss()).isEqualTo(1.0 / 6);
        DrawnTasks.assertLoss(constant.loss(), floor.loss(), 0.25, SEQUENCES);
        DrawnTasks.assertShare(constant.accuracy(), floor.accuracy(), SEQUENCES);
        DrawnTasks.assertShare(constant.recallAccuracy(), floor.recallAccuracy(), SEQUENCES);
        Score memoryless = DrawnTasks.score(
                task,
                SEQUENCES,
                (batch, sequence, output, step) -> batch.inputs().value(sequence, 1, step) == 1
                        ? batch.inputs().value(sequence, 0, step) + 0.5
                        : 1);
        DrawnTasks.assertLoss(memoryless.loss(), task.floors().memoryless().loss(), 0.25, SEQUENCES);
        DrawnTasks.assertShare(memoryless.accuracy(), task.floors().memoryless().accuracy(), SEQUENCES);
    }
}
