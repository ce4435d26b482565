package io.lagbench.workloads;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Experiments 4 and 5 of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997: each step shows a value and a marker, two values
 * are marked by 1, and their sum or product is asked for at the end by a logistic output.
 *
 * <p>With a length of T a sequence has T to T + T/10 steps. One of the first ten pairs is marked and one of the first T/2 - 1 others.
 * The markers of the first and the last pair are -1, all others 0. Where the first pair is to be marked its marker stays -1, and
 * its value counts as 0 in a sum and as 1 in a product: the paper says so of the rare case, without saying what the marker is.
 */
final class Hs97PairsTask extends Hs97Task {
    /** An answer this close is right. */
    static final double TOLERANCE = 0.04;

    /** Training sequences that the paper's rules look back at. */
    private static final int LATEST = 2000;

    private static final int EVALUATION_SEQUENCES = 2560;
    private static final int FIRST_PAIRS = 10;

    private final Lengths lengths;
    private final Operation operation;

    /** What is asked for. */
    enum Operation {
        /** 0.5 + (X1 + X2) / 4 of values on [-1, 1]. */
        SUM,
        /** X1 X2 of values on [0, 1]. */
        PRODUCT
    }

    private Hs97PairsTask(
            String name, Lengths lengths, Operation operation, Map<String, Object> others, Success success) {
        super(name, lengths.with(others), success);
        this.lengths = lengths;
        this.operation = operation;
    }

    /**
     * Experiment 4.
     *
     * @param lengths T, at least 22
     */
    static Hs97PairsTask sum(Lengths lengths) {
        Success success = Success.trainingErrorsBelow(LATEST, TOLERANCE, 0, 0.01);
        return new Hs97PairsTask("hs97-4", lengths, Operation.SUM, Map.of(), success);
    }

    /**
     * Experiment 5.
     *
     * @param lengths T, at least 22
     * @param wrong training ends when fewer of the latest errors exceed the tolerance
     */
    static Hs97PairsTask product(Lengths lengths, int wrong) {
        Success success = Success.trainingErrorsBelow(LATEST, TOLERANCE, wrong - 1, Double.POSITIVE_INFINITY);
        return new Hs97PairsTask("hs97-5", lengths, Operation.PRODUCT, Map.of("most-wrong", wrong), success);
    }

    /** The keys of T. */
    static List<Setting> lengthSettings() {
        return List.of(
                Setting.integer(
                        Lengths.LENGTH,
                        22,
                        1_000_000,
                        "100",
                        "least steps of a sequence, T; it has up to a tenth more"),
                Lengths.testSetting(Lengths.LENGTH, 22));
    }

    @Override
    public Shape shape() {
        return new Shape(mostSteps(lengths.longest()), lengths.evaluation() / 2, 2, 1);
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), TOLERANCE);
    }

    /** The last pair is never marked and the length tells nothing, so without memory nothing but a constant can be answered. */
    @Override
    public Floors floors() {
        Floor constant = operation == Operation.SUM ? constantSum() : constantProduct();
        return new Floors(constant, constant);
    }

    /** How often the first pair is to be marked. */
    private double firstMarked() {
        double first = 1.0 / FIRST_PAIRS;
        return first + (1 - first) / (lengths.evaluation() / 2 - 1);
    }

    /** Values have variance 1/3; the density of their sum, a triangle on [-2, 2] or uniform on [-1, 1], is largest at 0. */
    private Floor constantSum() {
        double one = firstMarked();
        double near = 4 * TOLERANCE;
        double right = (1 - one) * (near - near * near / 4) + one * near;
        return new Floor((2 - one) / 3 / 16, right, right);
    }

    /** A product of two has mean 1/4, mean square 1/9 and density -ln z, which is largest at 0; a single value 1/2, 1/3 and 1. */
    private Floor constantProduct() {
        double one = firstMarked();
        double mean = (1 - one) / 4 + one / 2;
        double near = 2 * TOLERANCE;
        double right = (1 - one) * (near - near * Math.log(near)) + one * near;
        return new Floor((1 - one) / 9 + one / 3 - mean * mean, right, right);
    }

    @Override
    public Batch newBatch(int size) {
        int steps = shape().timeSteps();
        return new Batch(new RealSequences(size, steps, 2), new RealSequences(size, steps, 1));
    }

    @Override
    public Streams streams() {
        return DrawnStreams.ofLengths(EVALUATION_SEQUENCES, lengths, this::draw);
    }

    private void draw(Batch batch, int sequence, RandomGenerator random, int length) {
        int steps = stepsFrom(length, random);
        int first = random.nextInt(FIRST_PAIRS);
        int other = random.nextInt(length / 2 - 1);
        int second = other < first ? other : other + 1;
        batch.restart(sequence, steps);
        RealSequences inputs = (RealSequences) batch.inputs();
        for (int step = 0; step < steps; step++) {
            double value = random.nextDouble();
            inputs.set(sequence, 0, step, operation == Operation.SUM ? 2 * value - 1 : value);
            boolean end = step == 0 || step == steps - 1;
            inputs.set(sequence, 1, step, end ? -1 : step == first || step == second ? 1 : 0);
        }
        double x1 = counted(inputs, sequence, first);
        double x2 = counted(inputs, sequence, second);
        double answer = operation == Operation.SUM ? 0.5 + (x1 + x2) / 4 : x1 * x2;
        ((RealSequences) batch.targets()).set(sequence, 0, steps - 1, answer);
        batch.mark(sequence, steps - 1, true, true);
    }

    private double counted(RealSequences inputs, int sequence, int step) {
        double neutral = operation == Operation.SUM ? 0 : 1;
        return step == 0 ? neutral : inputs.value(sequence, 0, step);
    }
}
