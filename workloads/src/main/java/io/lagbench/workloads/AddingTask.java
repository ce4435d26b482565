package io.lagbench.workloads;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Each step shows a number, uniform on [0, 1], and a marker; one number of either half is marked by 1, the others by 0. The sum of
 * the two is asked for at the end, by a linear output with squared error. See Le, Jaitly and Hinton, arXiv 1504.00941, 2015, and
 * Arjovsky, Shah and Bengio, ICML 2016.
 */
final class AddingTask implements Task {
    /** An answer this close is right. */
    static final double TOLERANCE = 0.04;

    private static final int EVALUATION_SEQUENCES = 1000;

    private final Lengths lengths;

    /** @param lengths steps, at least 2 */
    AddingTask(Lengths lengths) {
        this.lengths = lengths;
    }

    @Override
    public String name() {
        return "adding";
    }

    @Override
    public Settings settings() {
        return lengths.with(Map.of());
    }

    /** The lag is the least there is from the first marked number to the end. */
    @Override
    public Shape shape() {
        return new Shape(lengths.longest(), secondHalf(), 2, 1);
    }

    @Override
    public Loss loss() {
        return new Loss.SquaredError(OutputActivation.LINEAR);
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), TOLERANCE);
    }

    @Override
    public Success success() {
        return Success.recallTwice(0.99);
    }

    @Override
    public boolean lossAtEndOnly() {
        return true;
    }

    @Override
    public boolean variableLengths() {
        return lengths.differ();
    }

    /** Steps in the second half of a sequence that is evaluated. */
    private int secondHalf() {
        return lengths.evaluation() - lengths.evaluation() / 2;
    }

    /**
     * A constant answers the mean, 1: the variance of the sum is 1/6, and its density falls off on both sides. Without memory the
     * second number is known where the last step is the marked one, which leaves the variance of the first, 1/12.
     */
    @Override
    public Floors floors() {
        double constantLoss = 1.0 / 6;
        double constantRight = TOLERANCE * (2 - TOLERANCE);
        double seen = 1.0 / secondHalf();
        double right = (1 - seen) * constantRight + seen * 2 * TOLERANCE;
        return new Floors(
                new Floor((1 - seen) * constantLoss + seen / 12, right, right),
                new Floor(constantLoss, constantRight, constantRight));
    }

    @Override
    public Batch newBatch(int size) {
        int steps = lengths.longest();
        return new Batch(new RealSequences(size, steps, 2), new RealSequences(size, steps, 1));
    }

    @Override
    public Streams streams() {
        return DrawnStreams.ofLengths(EVALUATION_SEQUENCES, lengths, AddingTask::draw);
    }

    private static void draw(Batch batch, int sequence, RandomGenerator random, int length) {
        int half = length / 2;
        int first = random.nextInt(half);
        int second = half + random.nextInt(length - half);
        batch.restart(sequence, length);
        RealSequences inputs = (RealSequences) batch.inputs();
        for (int step = 0; step < length; step++) {
            inputs.set(sequence, 0, step, random.nextDouble());
            inputs.set(sequence, 1, step, step == first || step == second ? 1 : 0);
        }
        double sum = (double) inputs.value(sequence, 0, first) + inputs.value(sequence, 0, second);
        ((RealSequences) batch.targets()).set(sequence, 0, length - 1, sum);
        batch.mark(sequence, length - 1, true, true);
    }
}
