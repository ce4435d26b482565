package io.lagbench.workloads;

import java.util.random.RandomGenerator;

/**
 * Sequences that are so few that they have numbers: training draws from the first of them at random, one after another and with
 * replacement, and evaluation sees them all in turn.
 *
 * @param trained sequences to train on
 * @param evaluationSequences sequences to evaluate on, at least as many
 * @param writing writes one
 */
record ListedStreams(int trained, int evaluationSequences, Writing writing) implements Streams {

    /** Writes the sequence of a number into a batch. */
    @FunctionalInterface
    interface Writing {
        void write(Batch batch, int sequence, int number);
    }

    @Override
    public BatchStream training(long seed, boolean shuffle) {
        return DrawnStreams.training(seed, this::draw);
    }

    private void draw(Batch batch, int sequence, RandomGenerator random) {
        writing.write(batch, sequence, random.nextInt(trained));
    }

    @Override
    public BatchStream evaluation() {
        return new BatchStream() {
            private int next;

            @Override
            public void next(Batch batch) {
                for (int sequence = 0; sequence < batch.size(); sequence++) {
                    writing.write(batch, sequence, next);
                    next = (next + 1) % evaluationSequences;
                }
            }
        };
    }

    /** {@inheritDoc} Training has no epochs. */
    @Override
    public boolean exhaustive() {
        return false;
    }
}
