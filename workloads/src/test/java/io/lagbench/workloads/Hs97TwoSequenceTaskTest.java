package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hs97TwoSequenceTaskTest {
    private static final int SEQUENCES = 20_000;
    private static final TrainingErrors NONE = new TrainingErrors(0);

    @ParameterizedTest
    @ValueSource(strings = {"hs97-3a", "hs97-3b", "hs97-3c"})
    void theFirstNumbersTellTheClassAndTheRestIsNoiseOfVarianceAFifth(String name) {
        boolean noisyCue = name.equals("hs97-3b");
        boolean noisyTarget = name.equals("hs97-3c");
        Batch batch = DrawnTasks.training(DrawnTasks.task(name, Map.of("length", 20L, "cue-length", 3L)), 5000);
        double rest = 0;
        double cue = 0;
        double target = 0;
        long numbers = 0;
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int last = batch.length(sequence) - 1;
            float answer = batch.targets().value(sequence, 0, last);
            double sum = 0;
            for (int step = 0; step <= last; step++) {
                float value = batch.inputs().value(sequence, 0, step);
                if (step < 3) {
                    sum += value;
                    cue += (Math.abs(value) - 1) * (Math.abs(value) - 1);
                } else {
                    rest += value * value;
                    numbers++;
                }
            }
            boolean first = sum > 0; // of three numbers around +1 or -1
            double clean = noisyTarget ? first ? 0.2 : 0.8 : first ? 1 : 0;
            target += (answer - clean) * (answer - clean);
            if (!noisyTarget && Math.abs(sum) > 1) { // 5 sigma from the other class
                assertThat((double) answer).isEqualTo(clean);
            }
        }
        assertThat(rest / numbers).isBetween(0.195, 0.205);
        if (noisyCue) {
            assertThat(cue / 15_000).isBetween(0.15, 0.21);
        } else {
            assertThat(cue).isZero();
        }
        if (noisyTarget) {
            assertThat(target / 5000).isBetween(0.09, 0.11);
        }
    }

    @ParameterizedTest
    @CsvSource({"hs97-3a, 0.5, 1", "hs97-3b, 0.5, 1", "hs97-3c, 0.5, 0.8"})
    void constantsLandOnTheFloor(String name, double mean, double side) {
        Task task = DrawnTasks.task(name, Map.of("length", 20L));
        Floor floor = task.floors().constant();
        Score middle = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> mean);
        DrawnTasks.assertLoss(middle.loss(), floor.loss(), 1e-4, SEQUENCES);
        Score one = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> side);
        DrawnTasks.assertShare(one.accuracy(), floor.accuracy(), SEQUENCES);
    }

    @Test
    void isSolvedByThePapersSecondRule() {
        Success success = DrawnTasks.task("hs97-3b", Map.of()).success();
        assertThat(success.description())
                .isEqualTo("at most 5 of 256 held-out answers wrong and a mean error below 0.04");
        assertThat(success.met(List.of(new Score(0, 251.0 / 256, 1, 0, 0.03)), NONE))
                .isTrue();
        assertThat(success.met(List.of(new Score(0, 250.0 / 256, 1, 0, 0.03)), NONE))
                .isFalse();
        assertThat(success.met(List.of(new Score(0, 1, 1, 0, 0.04)), NONE)).isFalse();
        assertThat(success.inReach(new Score(0, 0.5, 0.5, 0, 0.5), 10, 256)).isTrue();
        assertThat(success.inReach(new Score(0, 0.4, 0.4, 0, 0.5), 10, 256)).isFalse();
    }

    @Test
    void aCueAsLongAsTheSequenceIsRefused() {
        assertThatThrownBy(() -> DrawnTasks.task("hs97-3a", Map.of("length", 10L, "cue-length", 10L)))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessageContaining("10 is too large for length=10; allowed: at most 9");
    }
}
