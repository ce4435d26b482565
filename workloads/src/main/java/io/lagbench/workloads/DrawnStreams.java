package io.lagbench.workloads;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Sequences drawn one by one, as a rule from so many that an evaluation does not meet those of the training. Training and evaluation
 * have generators of different kinds, so that no seed of one is the other's.
 *
 * @param evaluationSequences sequences of an evaluation
 * @param training writes one to train on
 * @param held writes one to evaluate on
 * @param fresh whether every evaluation of a training has sequences of its own
 * @param testSequences sequences that a solved network is tested on, drawn as those of evaluations
 */
record DrawnStreams(int evaluationSequences, Drawing training, Drawing held, boolean fresh, int testSequences)
        implements Streams {
    private static final String TRAINING = "L64X128MixRandom";
    private static final String EVALUATION = "L128X256MixRandom";
    private static final long EVALUATION_SEED = 1997;

    /** Evaluations count up from theirs. */
    private static final long TEST_SEED = EVALUATION_SEED - 1;

    /** Streams that are drawn alike. */
    DrawnStreams(int evaluationSequences, Drawing drawing) {
        this(evaluationSequences, drawing, drawing, false, 0);
    }

    /** Streams that are drawn alike but for the length. */
    static DrawnStreams ofLengths(int evaluationSequences, Lengths lengths, DrawingOfLength drawing) {
        return new DrawnStreams(
                evaluationSequences,
                (batch, sequence, random) -> drawing.draw(batch, sequence, random, lengths.training()),
                (batch, sequence, random) -> drawing.draw(batch, sequence, random, lengths.evaluation()),
                false,
                0);
    }

    /** The same, but every evaluation of a training has sequences of its own. */
    DrawnStreams withFreshEvaluations() {
        return new DrawnStreams(evaluationSequences, training, held, true, testSequences);
    }

    /** Writes a sequence of a task into a batch: inputs, targets and, where they vary, length and marks. */
    @FunctionalInterface
    interface Drawing {
        void draw(Batch batch, int sequence, RandomGenerator random);
    }

    /** The same of a length. */
    @FunctionalInterface
    interface DrawingOfLength {
        void draw(Batch batch, int sequence, RandomGenerator random, int length);
    }

    @Override
    public BatchStream training(long seed, boolean shuffle) {
        return training(seed, training);
    }

    /** A training stream of a seed. */
    static BatchStream training(long seed, Drawing drawing) {
        return stream(RandomGeneratorFactory.of(TRAINING).create(seed), drawing);
    }

    @Override
    public BatchStream evaluation() {
        return stream(RandomGeneratorFactory.of(EVALUATION).create(EVALUATION_SEED), held);
    }

    @Override
    public BatchStream evaluation(long number) {
        return fresh
                ? stream(RandomGeneratorFactory.of(EVALUATION).create(EVALUATION_SEED + number), held)
                : evaluation();
    }

    @Override
    public BatchStream test() {
        return stream(RandomGeneratorFactory.of(EVALUATION).create(TEST_SEED), held);
    }

    private static BatchStream stream(RandomGenerator random, Drawing drawing) {
        return batch -> {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                drawing.draw(batch, sequence, random);
            }
        };
    }

    @Override
    public boolean exhaustive() {
        return false;
    }
}
