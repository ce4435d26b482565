package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** What tests of drawn tasks share. */
final class DrawnTasks {
    private static final int SIGMAS = 5;
    private static final int BATCH = 500;

    private DrawnTasks() {}

    /** Answers one output. */
    interface Predictor {
        double predict(Batch batch, int sequence, int output, int step);
    }

    /** A task with some keys set and the others at their default. */
    static Task task(String name, Map<String, Object> set) {
        TaskProvider provider = Tasks.find(name).orElseThrow();
        Map<String, Object> values = new HashMap<>();
        provider.settings().forEach(setting -> values.put(setting.key(), setting.parse(setting.defaultText())));
        values.putAll(set);
        return provider.create(new Settings(values));
    }

    /** A batch of the training stream. */
    static Batch training(Task task, int size) {
        Batch batch = task.newBatch(size);
        task.streams().training(1, false).next(batch);
        return batch;
    }

    /** Score of a predictor on so many sequences as they are evaluated. */
    static Score score(Task task, int sequences, Predictor predictor) {
        Scorer scorer = task.scorer();
        BatchStream stream = task.streams().evaluation();
        Batch batch = task.newBatch(BATCH);
        int outputs = task.shape().outputSize();
        Layout layout = Layout.timeMajor(BATCH, outputs);
        FloatBuffer values = FloatBuffer.allocate(BATCH * outputs * batch.timeSteps());
        for (int seen = 0; seen < sequences; seen += BATCH) {
            stream.next(batch);
            for (int sequence = 0; sequence < BATCH; sequence++) {
                for (int step = 0; step < batch.length(sequence); step++) {
                    for (int output = 0; output < outputs; output++) {
                        values.put(layout.index(sequence, output, step), (float)
                                predictor.predict(batch, sequence, output, step));
                    }
                }
            }
            scorer.add(batch, BATCH, new Predictions(values, layout));
        }
        return scorer.score();
    }

    /**
     * Checks a loss whose squared error has at most such a deviation within a sequence.
     *
     * @param deviation standard deviation of a sequence's loss, or more
     */
    static void assertLoss(double loss, double floor, double deviation, int sequences) {
        assertThat(loss).isCloseTo(floor, within(SIGMAS * deviation / Math.sqrt(sequences)));
    }

    /** Checks a share of right answers. */
    static void assertShare(double share, double floor, int sequences) {
        double sigma = Math.sqrt(floor * (1 - floor) / sequences);
        assertThat(share).isCloseTo(floor, within(SIGMAS * sigma + 1e-12));
    }
}
