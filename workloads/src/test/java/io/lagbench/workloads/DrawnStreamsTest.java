package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every task whose sequences are drawn. */
class DrawnStreamsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adding", "copy", "hs97-2b", "hs97-2c", "hs97-3a", "hs97-3b", "hs97-3c", "hs97-4", "hs97-5", "hs97-6a",
                "hs97-6b"
            })
    void equalSeedsGiveEqualStreamsAndOthersDiffer(String name) {
        Task task = DrawnTasks.task(name, Map.of());
        Streams streams = task.streams();
        assertThat(streams.exhaustive()).isFalse();
        String some = text(task, streams.training(3, false));
        assertThat(text(task, streams.training(3, false))).isEqualTo(some);
        assertThat(text(task, streams.training(4, false))).isNotEqualTo(some);
        String evaluation = text(task, streams.evaluation());
        assertThat(text(task, streams.evaluation())).isEqualTo(evaluation);
        assertThat(text(task, streams.training(1997, false))).isNotEqualTo(evaluation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hs97-2b", "hs97-2c", "hs97-3a"})
    void everyEvaluationHasSequencesOfItsOwnWhereTheDefinitionAsksForIt(String name) {
        Task task = DrawnTasks.task(name, Map.of());
        Streams streams = task.streams();
        String first = text(task, streams.evaluation(0));
        assertThat(text(task, streams.evaluation())).isEqualTo(first);
        assertThat(text(task, streams.evaluation(1))).isNotEqualTo(first);
        assertThat(text(task, streams.evaluation(1))).isEqualTo(text(task, streams.evaluation(1)));
    }

    @Test
    void testSequencesAreOfNoEvaluation() {
        Task task = DrawnTasks.task("hs97-3b", Map.of());
        Streams streams = task.streams();
        assertThat(streams.testSequences()).isEqualTo(2560);
        String test = text(task, streams.test());
        assertThat(text(task, streams.test())).isEqualTo(test);
        for (int number = 0; number < 100; number++) {
            assertThat(text(task, streams.evaluation(number))).isNotEqualTo(test);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adding", "hs97-4", "hs97-6a"})
    void elseAllEvaluationsSeeTheSame(String name) {
        Task task = DrawnTasks.task(name, Map.of());
        assertThat(text(task, task.streams().evaluation(3)))
                .isEqualTo(text(task, task.streams().evaluation()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hs97-3a", "hs97-4", "hs97-5", "hs97-6a", "hs97-6b"})
    void lengthsTakeAllValuesEvenlyBothEndsIncluded(String name) {
        Task task = DrawnTasks.task(name, Map.of());
        assertThat(task.variableLengths()).isTrue();
        int[] counts = new int[120];
        Batch batch = DrawnTasks.training(task, 11_000);
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int length = batch.length(sequence);
            counts[length]++;
            assertThat(batch.carriesLoss(sequence, length - 1)).isTrue();
            assertThat(batch.needsMemory(sequence, length - 1)).isTrue();
        }
        assertThat(batch.lossSteps()).isEqualTo(batch.size());
        for (int length = 0; length < counts.length; length++) {
            if (length >= 100 && length <= 110) {
                assertThat(counts[length]).isBetween(1000 - 151, 1000 + 151); // five sigma
            } else {
                assertThat(counts[length]).isZero();
            }
        }
    }

    private static String text(Task task, BatchStream stream) {
        Batch batch = task.newBatch(7);
        StringBuilder text = new StringBuilder();
        for (int round = 0; round < 3; round++) {
            stream.next(batch);
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                for (int step = 0; step < batch.length(sequence); step++) {
                    append(text, batch.inputs(), sequence, step);
                    append(text, batch.targets(), sequence, step);
                }
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Sequences values, int sequence, int step) {
        for (int feature = 0; feature < values.width(); feature++) {
            text.append(values.value(sequence, feature, step)).append(' ');
        }
    }
}
