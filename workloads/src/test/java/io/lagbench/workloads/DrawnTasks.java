package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
        provider.settings().stream()
                .filter(setting -> !setting.defaultText().isEmpty())
                .forEach(setting -> values.put(setting.key(), setting.parse(setting.defaultText())));
        values.putAll(set);
        return provider.create(new Settings(values));
    }

    /** A batch of the training stream. */
    static Batch training(Task task, int size) {
        return next(task, task.streams().training(1, false), size);
    }

    /** All sequences of an evaluation. */
    static Batch evaluation(Task task) {
        return next(task, task.streams().evaluation(), task.streams().evaluationSequences());
    }

    private static Batch next(Task task, BatchStream stream, int size) {
        Batch batch = task.newBatch(size);
        stream.next(batch);
        return batch;
    }

    /**
     * One sequence for reading.
     *
     * @param alphabet a letter for every symbol
     * @return inputs, targets, steps with loss and steps that need memory, a character a step and '.' for nothing
     */
    static String text(Batch batch, int sequence, String alphabet) {
        StringBuilder text = new StringBuilder();
        int[] all = IntStream.range(0, batch.length(sequence)).toArray();
        for (Sequences side : List.of(batch.inputs(), batch.targets())) {
            for (int step : all) {
                int symbol = ((SymbolSequences) side).get(sequence, step);
                text.append(symbol == SymbolSequences.NONE ? '.' : alphabet.charAt(symbol));
            }
            text.append(' ');
        }
        for (int step : all) {
            text.append(batch.carriesLoss(sequence, step) ? 'l' : '.');
        }
        text.append(' ');
        for (int step : all) {
            text.append(batch.needsMemory(sequence, step) ? 'm' : '.');
        }
        return text.toString();
    }

    /** Score of a predictor on so many sequences as they are evaluated. */
    static Score score(Task task, int sequences, Predictor predictor) {
        Scorer scorer = task.scorer();
        BatchStream stream = task.streams().evaluation();
        int size = Math.min(BATCH, sequences);
        Batch batch = task.newBatch(size);
        int outputs = task.shape().outputSize();
        Layout layout = Layout.timeMajor(size, outputs);
        FloatBuffer values = FloatBuffer.allocate(size * outputs * batch.timeSteps());
        for (int seen = 0; seen < sequences; seen += size) {
            stream.next(batch);
            for (int sequence = 0; sequence < size; sequence++) {
                for (int step = 0; step < batch.length(sequence); step++) {
                    for (int output = 0; output < outputs; output++) {
                        values.put(layout.index(sequence, output, step), (float)
                                predictor.predict(batch, sequence, output, step));
                    }
                }
            }
            scorer.add(batch, Math.min(size, sequences - seen), new Predictions(values, layout));
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
