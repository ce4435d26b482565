package io.lagbench.harness.trial;

import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Predictions;
import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Perturbation;
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
    private static final long MOST_VALUES = 16_000_000;

    /** Sequences that an evaluation sees even if it may end early, and that a proof of memory sees. */
    private static final int LEAST_SEQUENCES = 200;

    /** Where sequences are long, an evaluation that may end early sees fewer: about so many steps, but some. */
    private static final int LEAST_STEPS = 20_000_000;

    private static final int FEWEST_SEQUENCES = 20;

    /** Steps of the sequences whose answers are told. */
    private static final int MOST_ANSWERS = 64;

    private final Task task;
    private final Engine engine;
    private final NanoClock clock;
    private final LatencyRecorder latencies;
    private final Batch batch;
    private final Bound bound;
    private final long recallsPerSequence;

    Evaluator(Task task, Engine engine, NanoClock clock, LatencyRecorder latencies) {
        this.task = task;
        this.engine = engine;
        this.clock = clock;
        this.latencies = latencies;
        long perSequence = (long) task.shape().timeSteps()
                * Math.max(task.shape().inputSize(), task.shape().outputSize());
        this.batch = task.newBatch((int) Math.max(1, Math.min(task.evaluationSequences(), MOST_VALUES / perSequence)));
        this.bound = engine.bind(batch);
        this.recallsPerSequence = batch.recallSteps() / batch.size();
    }

    /**
     * What one evaluation found.
     *
     * @param sequences evaluated
     * @param answers those of the first sequences, as many as make few steps
     */
    record Evaluation(Score score, int sequences, List<TrialEvent.Answers> answers) {}

    /**
     * Evaluates.
     *
     * @param whole whether to go on when it is clear that the task is not solved
     */
    Evaluation evaluate(boolean whole) {
        Scorer scorer = new Scorer(task);
        List<TrialEvent.Answers> answers = new ArrayList<>();
        int told =
                Math.min(task.evaluationSequences(), MOST_ANSWERS / task.shape().timeSteps());
        int least = Math.max(
                FEWEST_SEQUENCES,
                Math.min(LEAST_SEQUENCES, LEAST_STEPS / task.shape().timeSteps()));
        BatchStream stream = task.evaluation();
        int done = 0;
        while (done < task.evaluationSequences() && (whole || done < least || inReach(scorer))) {
            stream.next(batch);
            bound.encode();
            engine.synchronize();
            long t0 = clock.nanoTime();
            Predictions predictions = bound.predict();
            engine.synchronize();
            latencies.record(clock.nanoTime() - t0);
            int count = Math.min(batch.size(), task.evaluationSequences() - done);
            scorer.add(batch, count, predictions.values(), predictions.layout());
            for (int sequence = 0; sequence < count && answers.size() < told; sequence++) {
                answers.add(answers(scorer, predictions, sequence));
            }
            done += count;
        }
        return new Evaluation(scorer.score(), done, answers);
    }

    /**
     * What becomes of the answers when inputs change, on up to {@value #LEAST_SEQUENCES} sequences. The task must be
     * perturbable.
     */
    MemoryProof proof() {
        int sequences = Math.min(LEAST_SEQUENCES, task.evaluationSequences());
        return new MemoryProof(
                sequences,
                recallAccuracy(Perturbation.FLIP, sequences),
                recallAccuracy(Perturbation.BLANK, sequences),
                recallAccuracy(Perturbation.SWAP, sequences));
    }

    private double recallAccuracy(Perturbation perturbation, int sequences) {
        Scorer scorer = new Scorer(task);
        BatchStream stream = task.evaluation();
        for (int done = 0; done < sequences; done += batch.size()) {
            stream.next(batch);
            task.perturb(batch, perturbation);
            bound.encode();
            Predictions predictions = bound.predict();
            engine.synchronize();
            scorer.add(batch, Math.min(batch.size(), sequences - done), predictions.values(), predictions.layout());
        }
        return scorer.score().recallAccuracy();
    }

    private boolean inReach(Scorer scorer) {
        return task.success().inReach(scorer.wrongRecalls(), recallsPerSequence * task.evaluationSequences());
    }

    /** One prediction whose result is not used. */
    void warmUp() {
        bound.encode();
        bound.predict();
        engine.synchronize();
    }

    private TrialEvent.Answers answers(Scorer scorer, Predictions predictions, int sequence) {
        return new TrialEvent.Answers(
                symbols((SymbolSequences) batch.inputs(), sequence),
                symbols((SymbolSequences) batch.targets(), sequence),
                IntStream.range(0, batch.timeSteps())
                        .mapToObj(step -> batch.carriesLoss(sequence, step)
                                ? scorer.answer(predictions.values(), predictions.layout(), sequence, step)
                                : SymbolSequences.NONE)
                        .toList());
    }

    private static List<Integer> symbols(SymbolSequences sequences, int sequence) {
        return IntStream.range(0, sequences.timeSteps())
                .mapToObj(step -> sequences.get(sequence, step))
                .toList();
    }
}
