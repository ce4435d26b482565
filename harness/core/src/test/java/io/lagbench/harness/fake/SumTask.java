package io.lagbench.harness.fake;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Floor;
import io.lagbench.workloads.Floors;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.RealSequences;
import io.lagbench.workloads.RegressionScorer;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Shape;
import io.lagbench.workloads.Streams;
import io.lagbench.workloads.Success;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** A task of tests with real inputs and no alphabet: the first number plus the last, solved by eight training errors. */
public record SumTask(int length, double tolerance) implements Task {
    /** Makes the task. */
    public static final class Provider implements TaskProvider {
        @Override
        public String name() {
            return "test-sum";
        }

        @Override
        public String summary() {
            return "the first number plus the last";
        }

        @Override
        public List<Setting> settings() {
            return List.of(
                    Setting.integer("length", 2, 1000, "10", "numbers in a sequence"),
                    Setting.positive("tolerance", 10, "0.04", "largest error of a right answer"),
                    Setting.word("label", Pattern.compile("[a-z]"), "a letter", "x", "what it is called")
                            .withoutEffect());
        }

        @Override
        public Task create(Settings settings) {
            return new SumTask(settings.integer("length"), settings.decimal("tolerance"));
        }
    }

    @Override
    public String name() {
        return "test-sum";
    }

    @Override
    public Settings settings() {
        return new Settings(Map.of("length", length, "tolerance", tolerance));
    }

    @Override
    public Shape shape() {
        return new Shape(length, length - 1, 1, 1);
    }

    @Override
    public Loss loss() {
        return new Loss.SquaredError(OutputActivation.LINEAR);
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), tolerance);
    }

    /** Both numbers are uniform on [-1, 1], of variance 1/3; the last of them needs no memory. */
    @Override
    public Floors floors() {
        return new Floors(new Floor(1.0 / 3, 0.04, 0.04), new Floor(2.0 / 3, 0.04, 0.04));
    }

    @Override
    public Success success() {
        return Success.trainingErrorsBelow(8, tolerance, 0, Double.POSITIVE_INFINITY);
    }

    @Override
    public boolean lossAtEndOnly() {
        return true;
    }

    @Override
    public Batch newBatch(int size) {
        Batch batch = new Batch(new RealSequences(size, length, 1), new RealSequences(size, length, 1));
        for (int sequence = 0; sequence < size; sequence++) {
            batch.mark(sequence, length - 1, true, true);
        }
        return batch;
    }

    @Override
    public Streams streams() {
        return new Streams() {
            @Override
            public BatchStream training(long seed, boolean shuffle) {
                return drawn(new Random(seed));
            }

            @Override
            public BatchStream evaluation() {
                return drawn(new Random(-1));
            }

            @Override
            public int evaluationSequences() {
                return 20;
            }

            @Override
            public boolean exhaustive() {
                return false;
            }
        };
    }

    private BatchStream drawn(Random random) {
        return batch -> {
            RealSequences inputs = (RealSequences) batch.inputs();
            RealSequences targets = (RealSequences) batch.targets();
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                for (int step = 0; step < length; step++) {
                    inputs.set(sequence, 0, step, 2 * random.nextDouble() - 1);
                }
                targets.set(
                        sequence, 0, length - 1, inputs.value(sequence, 0, 0) + inputs.value(sequence, 0, length - 1));
            }
        };
    }
}
