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

    private final int length;

    /** @param length steps, at least 2 */
    AddingTask(int length) {
        this.length = length;
    }

    @Override
    public String name() {
        return "adding";
    }

    @Override
    public Settings settings() {
        return new Settings(Map.of("length", length));
    }

    /** The lag is the least there is from the first marked number to the end. */
    @Override
    public Shape shape() {
        return new Shape(length, length - length / 2, 2, 1);
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

    /**
     * A constant answers the mean, 1: the variance of the sum is 1/6, and its density falls off on both sides. Without memory the
     * second number is known where the last step is the marked one, which leaves the variance of the first, 1/12.
     */
    @Override
    public Floors floors() {
        double constantLoss = 1.0 / 6;
        double constantRight = TOLERANCE * (2 - TOLERANCE);
        double seen = 1.0 / (length - length / 2);
        double right = (1 - seen) * constantRight + seen * 2 * TOLERANCE;
        return new Floors(
                new Floor((1 - seen) * constantLoss + seen / 12, right, right),
                new Floor(constantLoss, constantRight, constantRight));
    }

    @Override
    public Batch newBatch(int size) {
        Batch batch = new Batch(new RealSequences(size, length, 2), new RealSequences(size, length, 1));
        for (int sequence = 0; sequence < size; sequence++) {
            batch.mark(sequence, length - 1, true, true);
        }
        return batch;
    }

    @Override
    public Streams streams() {
        return new DrawnStreams(EVALUATION_SEQUENCES, this::draw);
    }

    private void draw(Batch batch, int sequence, RandomGenerator random) {
        int half = length / 2;
        int first = random.nextInt(half);
        int second = half + random.nextInt(length - half);
        RealSequences inputs = (RealSequences) batch.inputs();
        for (int step = 0; step < length; step++) {
            inputs.set(sequence, 0, step, random.nextDouble());
            inputs.set(sequence, 1, step, step == first || step == second ? 1 : 0);
        }
        double sum = (double) inputs.value(sequence, 0, first) + inputs.value(sequence, 0, second);
        ((RealSequences) batch.targets()).set(sequence, 0, length - 1, sum);
    }
}
