package io.lagbench.harness.trial;

import io.lagbench.harness.engine.Engine;
import io.lagbench.harness.engine.EngineBatch;
import io.lagbench.harness.engine.Predictions;
import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Score;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.SymbolSequences;
import io.lagbench.workloads.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Evaluates a network on a task's evaluation set, in batches that keep the arrays small. */
final class Evaluator {
    /** Values (sequences x steps x width) in one evaluation batch. */
    private static final long MOST_VALUES = 4_000_000;

    private static final int MOST_ANSWERS = 64;

    private final Task task;
    private final Engine engine;
    private final NanoClock clock;
    private final LatencyRecorder latencies;
    private final Batch batch;
    private final EngineBatch bound;

    Evaluator(Task task, Engine engine, NanoClock clock, LatencyRecorder latencies) {
        this.task = task;
        this.engine = engine;
        this.clock = clock;
        this.latencies = latencies;
        long perSequence = (long) task.shape().timeSteps()
                * Math.max(task.shape().inputSize(), task.shape().outputSize());
        this.batch = task.newBatch((int) Math.max(1, Math.min(task.evaluationSequences(), MOST_VALUES / perSequence)));
        this.bound = engine.bind(batch);
    }

    /** What one evaluation found, with every answer where there are few. */
    record Evaluation(Score score, List<TrialEvent.Answers> answers) {}

    Evaluation evaluate() {
        Scorer scorer = new Scorer(task);
        List<TrialEvent.Answers> answers = new ArrayList<>();
        boolean keepAnswers = task.exhaustive()
                && (long) task.evaluationSequences() * task.shape().timeSteps() <= MOST_ANSWERS;
        BatchStream stream = task.evaluation();
        for (int done = 0; done < task.evaluationSequences(); done += batch.size()) {
            stream.next(batch);
            bound.encode();
            engine.synchronize();
            long t0 = clock.nanoTime();
            Predictions predictions = engine.predict(bound);
            engine.synchronize();
            latencies.record(clock.nanoTime() - t0);
            int count = Math.min(batch.size(), task.evaluationSequences() - done);
            scorer.add(batch, count, predictions.values(), predictions.layout());
            for (int sequence = 0; keepAnswers && sequence < count; sequence++) {
                answers.add(answers(scorer, predictions, sequence));
            }
        }
        return new Evaluation(scorer.score(), answers);
    }

    /** One prediction whose result is not used. */
    void warmUp() {
        bound.encode();
        engine.predict(bound);
        engine.synchronize();
    }

    private TrialEvent.Answers answers(Scorer scorer, Predictions predictions, int sequence) {
        return new TrialEvent.Answers(
                symbols((SymbolSequences) batch.inputs(), sequence),
                symbols((SymbolSequences) batch.targets(), sequence),
                IntStream.range(0, batch.timeSteps())
                        .mapToObj(step -> scorer.answer(predictions.values(), predictions.layout(), sequence, step))
                        .toList());
    }

    private static List<Integer> symbols(SymbolSequences sequences, int sequence) {
        return IntStream.range(0, sequences.timeSteps())
                .mapToObj(step -> sequences.get(sequence, step))
                .toList();
    }
}
