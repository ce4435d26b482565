package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hs97PairsTaskTest {
    private static final int SEQUENCES = 50_000;

    @ParameterizedTest
    @ValueSource(strings = {"hs97-4", "hs97-5"})
    void theTargetFollowsFromTheMarkedPairs(String name) {
        boolean sum = name.equals("hs97-4");
        Batch batch = DrawnTasks.training(DrawnTasks.task(name, Map.of("length", 40L)), 3000);
        int firstPair = 0;
        int[] places = new int[44];
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int last = batch.length(sequence) - 1;
            assertThat(batch.inputs().value(sequence, 1, 0)).isEqualTo(-1);
            assertThat(batch.inputs().value(sequence, 1, last)).isEqualTo(-1);
            List<Double> marked = new ArrayList<>();
            for (int step = 1; step < last; step++) {
                float marker = batch.inputs().value(sequence, 1, step);
                assertThat(marker).isIn(0f, 1f);
                if (marker == 1) {
                    marked.add((double) batch.inputs().value(sequence, 0, step));
                    places[step]++;
                }
            }
            if (marked.size() == 1) {
                marked.add(sum ? 0.0 : 1.0);
                firstPair++;
            }
            assertThat(marked).hasSize(2);
            double expected = sum ? 0.5 + (marked.get(0) + marked.get(1)) / 4 : marked.get(0) * marked.get(1);
            assertThat(batch.targets().value(sequence, 0, last)).isCloseTo((float) expected, within(1e-6f));
        }
        DrawnTasks.assertShare(firstPair / 3000.0, 0.1 + 0.9 / 19, 3000);
        assertThat(places[19]).as("the last of the first T/2 - 1 others").isPositive();
        assertThat(places[20]).as("half of the sequence is left").isZero();
    }

    @ParameterizedTest
    @CsvSource({"hs97-4, 22", "hs97-4, 100", "hs97-5, 22", "hs97-5, 100"})
    void constantsLandOnTheFloor(String name, long length) {
        Task task = DrawnTasks.task(name, Map.of("length", length));
        Floor floor = task.floors().constant();
        assertThat(task.floors().memoryless()).isEqualTo(floor);
        boolean sum = name.equals("hs97-4");
        double one = 0.1 + 0.9 / (length / 2 - 1);
        double mean = sum ? 0.5 : (1 - one) / 4 + one / 2;
        Score best = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> mean);
        DrawnTasks.assertLoss(best.loss(), floor.loss(), 0.1, SEQUENCES);
        Score right = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> sum ? 0.5 : 0.04);
        DrawnTasks.assertShare(right.accuracy(), floor.accuracy(), SEQUENCES);
    }

    @Test
    void trainingEndsByThePapersRules() {
        assertThat(DrawnTasks.task("hs97-4", Map.of()).success().description())
                .isEqualTo("the last 2000 training errors below 0.04 and below 0.01 on average");
        assertThat(DrawnTasks.task("hs97-5", Map.of("most-wrong", 13L))
                        .success()
                        .description())
                .isEqualTo("the last 2000 training errors below 0.04 but for 12");
    }
}
