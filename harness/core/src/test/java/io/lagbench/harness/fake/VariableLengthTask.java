package io.lagbench.harness.fake;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Floor;
import io.lagbench.workloads.Floors;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Shape;
import io.lagbench.workloads.Streams;
import io.lagbench.workloads.Success;
import io.lagbench.workloads.SymbolScorer;
import io.lagbench.workloads.SymbolSequences;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import java.util.List;
import java.util.Map;

/** A task of tests whose sequences have 2 to {@value #LONGEST} steps: the last answer is the first symbol, 0 or 1. */
public final class VariableLengthTask implements Task {
    /** Steps of the longest sequence. */
    public static final int LONGEST = 5;

    private static final int SYMBOLS = 2;

    /** Makes the task. */
    public static final class Provider implements TaskProvider {
        @Override
        public String name() {
            return "test-lengths";
        }

        @Override
        public String summary() {
            return "the first symbol, after 2 to 5 steps";
        }

        @Override
        public List<Setting> settings() {
            return List.of();
        }

        @Override
        public Task create(Settings settings) {
            return new VariableLengthTask();
        }
    }

    @Override
    public String name() {
        return "test-lengths";
    }

    @Override
    public Settings settings() {
        return new Settings(Map.of("alphabet", SYMBOLS, "classes", SYMBOLS));
    }

    @Override
    public Shape shape() {
        return new Shape(LONGEST, 1, SYMBOLS, SYMBOLS);
    }

    @Override
    public Loss loss() {
        return new Loss.Softmax();
    }

    @Override
    public Scorer scorer() {
        return new SymbolScorer(loss(), SYMBOLS);
    }

    @Override
    public Floors floors() {
        return new Floors(new Floor(Math.log(2), 0.5, 0.5), new Floor(Math.log(2), 0.5, 0.5));
    }

    @Override
    public Success success() {
        return Success.everyAnswerRight(evaluationSequences());
    }

    @Override
    public boolean lossAtEndOnly() {
        return true;
    }

    @Override
    public boolean variableLengths() {
        return true;
    }

    @Override
    public Batch newBatch(int size) {
        return new Batch(new SymbolSequences(size, LONGEST, SYMBOLS), new SymbolSequences(size, LONGEST, SYMBOLS));
    }

    private static int evaluationSequences() {
        return SYMBOLS * (LONGEST - 1);
    }

    @Override
    public Streams streams() {
        return new Streams() {
            @Override
            public BatchStream training(long seed, boolean shuffle) {
                return inTurn();
            }

            @Override
            public BatchStream evaluation() {
                return inTurn();
            }

            @Override
            public int evaluationSequences() {
                return VariableLengthTask.evaluationSequences();
            }

            @Override
            public boolean exhaustive() {
                return true;
            }
        };
    }

    /** Lengths 2, 2, 3, 3, ... with first symbols 0 and 1 in turn; the other symbols are 0. */
    private static BatchStream inTurn() {
        int[] next = {0};
        return batch -> {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                int length = 2 + next[0] / SYMBOLS;
                int first = next[0] % SYMBOLS;
                batch.restart(sequence, length);
                SymbolSequences inputs = (SymbolSequences) batch.inputs();
                for (int step = 0; step < length; step++) {
                    inputs.set(sequence, step, step == 0 ? first : 0);
                }
                ((SymbolSequences) batch.targets()).set(sequence, length - 1, first);
                batch.mark(sequence, length - 1, true, true);
                next[0] = (next[0] + 1) % VariableLengthTask.evaluationSequences();
            }
        };
    }
}
