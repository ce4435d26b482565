package io.lagbench.harness.trial;

import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.harness.measure.LatencyRecorder;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.workloads.Answer;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Perturbation;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Score;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Streams;
import io.lagbench.workloads.Task;
import java.util.ArrayList;
import java.util.List;

/** Evaluates a network on a task's evaluation set, in batches that keep the arrays small. */
final class Evaluator {
    /** Values (sequences x steps x width) in one evaluation batch, unless a batch of the training has more. */
    private static final long MOST_VALUES = 16_000_000;

    /** Sequences that kernels compute in about the time of one: an evaluation batch has as many where memory allows. */
    private static final int SIDE_BY_SIDE = 16;

    /** Values in an evaluation batch that is larger only to have so many sequences. */
    private static final long MOST_VALUES_SIDE_BY_SIDE = 8 * MOST_VALUES;

    /** Sequences that an evaluation sees even if it may end early, and that a proof of memory sees. */
    private static final int LEAST_SEQUENCES = 200;

    /** Where sequences are long, an evaluation that may end early sees fewer: about so many steps, but some. */
    private static final int LEAST_STEPS = 20_000_000;

    private static final int FEWEST_SEQUENCES = 20;

    /** Steps, over all sequences, of the answers that go with an evaluation. */
    private static final int MOST_ANSWER_STEPS = 64;

    private final Task task;
    private final Streams streams;
    private final Engine engine;
    private final NanoClock clock;
    private final LatencyRecorder latencies;
    private final Batch batch;
    private final Bound bound;

    /**
     * @param trainingBatch sequences in a batch of the training: there is memory for so many
     */
    Evaluator(Task task, Engine engine, NanoClock clock, LatencyRecorder latencies, int trainingBatch) {
        this.task = task;
        this.streams = task.streams();
        this.engine = engine;
        this.clock = clock;
        this.latencies = latencies;
        long perSequence = (long) task.shape().timeSteps()
                * Math.max(task.shape().inputSize(), task.shape().outputSize());
        long sideBySide = Math.min(SIDE_BY_SIDE, MOST_VALUES_SIDE_BY_SIDE / perSequence);
        long most = Math.max(Math.max(trainingBatch, sideBySide), MOST_VALUES / perSequence);
        this.batch = task.newBatch((int) Math.min(streams.evaluationSequences(), most));
        this.bound = engine.bind(batch);
    }

    /**
     * What one evaluation found.
     *
     * @param sequences evaluated
     * @param answers those of the first sequences, as many as make few steps; none where the task's are not for reading
     */
    record Evaluation(Score score, int sequences, List<Answer> answers) {}

    /**
     * Evaluates.
     *
     * @param number of the evaluation, from 0
     * @param whole whether to go on when it is clear that the task is not solved
     */
    Evaluation evaluate(long number, boolean whole) {
        return evaluate(streams.evaluation(number), streams.evaluationSequences(), whole);
    }

    /** The score on the test sequences, of which there must be some. */
    Score test() {
        return evaluate(streams.test(), streams.testSequences(), true).score();
    }

    private Evaluation evaluate(BatchStream stream, int sequences, boolean whole) {
        int timeSteps = task.shape().timeSteps();
        int least = Math.max(FEWEST_SEQUENCES, Math.min(LEAST_SEQUENCES, LEAST_STEPS / timeSteps));
        int mostAnswers = MOST_ANSWER_STEPS / timeSteps;
        Scorer scorer = task.scorer();
        List<Answer> answers = new ArrayList<>();
        int done = 0;
        while (done < sequences && (whole || done < least || task.success().inReach(scorer.score(), done, sequences))) {
            stream.next(batch);
            bound.encode();
            engine.synchronize();
            long t0 = clock.nanoTime();
            Predictions predictions = bound.predict();
            engine.synchronize();
            latencies.record(clock.nanoTime() - t0);
            int count = Math.min(batch.size(), sequences - done);
            scorer.add(batch, count, predictions);
            for (int sequence = 0; sequence < Math.min(count, mostAnswers - done); sequence++) {
                scorer.answer(sequence).ifPresent(answers::add);
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
        int sequences = Math.min(LEAST_SEQUENCES, streams.evaluationSequences());
        return new MemoryProof(
                sequences,
                recallAccuracy(Perturbation.FLIP, sequences),
                recallAccuracy(Perturbation.BLANK, sequences),
                recallAccuracy(Perturbation.SWAP, sequences));
    }

    private double recallAccuracy(Perturbation perturbation, int sequences) {
        Scorer scorer = task.scorer();
        BatchStream stream = streams.evaluation();
        for (int done = 0; done < sequences; done += batch.size()) {
            stream.next(batch);
            task.perturb(batch, perturbation);
            bound.encode();
            Predictions predictions = bound.predict();
            engine.synchronize();
            scorer.add(batch, Math.min(batch.size(), sequences - done), predictions);
        }
        return scorer.score().recallAccuracy();
    }

    /** One prediction whose result is not used. */
    void warmUp() {
        bound.encode();
        bound.predict();
        engine.synchronize();
    }
}
