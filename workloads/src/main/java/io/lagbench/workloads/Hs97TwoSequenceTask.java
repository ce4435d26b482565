package io.lagbench.workloads;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Experiment 3 of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997: the first N numbers of a sequence tell its class, +1 or
 * -1, the others are noise of variance 0.2, and a logistic output is to name the class at the end. With a length of T a sequence has T
 * to T + T/10 numbers.
 *
 * <p>The paper evaluates 256 sequences at each check, without saying whether they are the same; here each evaluation has its own. A
 * solved network is tested on 2,560 others.
 */
final class Hs97TwoSequenceTask extends Hs97Task {
    private static final int EVALUATION_SEQUENCES = 256;
    private static final int TEST_SEQUENCES = 2560;
    private static final double NOISE = Math.sqrt(0.2);
    private static final double TARGET_NOISE = Math.sqrt(0.1);

    private final Variant variant;
    private final Lengths lengths;
    private final int cue;

    /** What is noisy. */
    enum Variant {
        /** Only the numbers behind the first N; targets 1 and 0. */
        A("hs97-3a", 1, 0, 0.2, 0, 0.01),
        /** All numbers. */
        B("hs97-3b", 1, 0, 0.2, 5, 0.04),
        /** As A, and training targets 0.2 and 0.8 have noise of variance 0.1. */
        C("hs97-3c", 0.2, 0.8, 0.1, 0, 0.015);

        private final String task;
        private final double first;
        private final double second;
        private final double tolerance;
        private final Success success;

        Variant(String task, double first, double second, double tolerance, int wrong, double mean) {
            this.task = task;
            this.first = first;
            this.second = second;
            this.tolerance = tolerance;
            this.success = Success.evaluationErrorsBelow(EVALUATION_SEQUENCES, wrong, mean);
        }
    }

    /**
     * One of the three.
     *
     * @param lengths T
     * @param cue N, below T
     */
    Hs97TwoSequenceTask(Variant variant, Lengths lengths, int cue) {
        super(variant.task, lengths.with(Map.of("cue-length", cue, "classes", 2)), variant.success);
        int length = lengths.training();
        if (cue >= length) {
            throw new IllegalSettingException(
                    "cue-length", cue + " is too large for length=" + length + "; allowed: at most " + (length - 1));
        }
        if (cue >= lengths.evaluation()) {
            throw new IllegalSettingException(
                    lengths.testKey(),
                    lengths.evaluation() + " is too small for cue-length=" + cue + "; allowed: at least " + (cue + 1));
        }
        this.variant = variant;
        this.lengths = lengths;
        this.cue = cue;
    }

    /** The keys of T and N. */
    static List<Setting> keys() {
        return List.of(
                Setting.integer(
                        Lengths.LENGTH,
                        2,
                        1_000_000,
                        "100",
                        "least numbers of a sequence, T; it has up to a tenth more"),
                Lengths.testSetting(Lengths.LENGTH, 2),
                Setting.integer(
                        "cue-length", 1, 999_999, "3", "first numbers that tell the class, N; below the length"));
    }

    @Override
    public Shape shape() {
        return new Shape(mostSteps(lengths.longest()), lengths.evaluation() - cue, 1, 1);
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), variant.tolerance);
    }

    /** The last number is noise and the length tells nothing; the mean of both targets is wrong always, each of them half the time. */
    @Override
    public Floors floors() {
        double half = (variant.first - variant.second) / 2;
        Floor constant = new Floor(half * half, 0.5, 0.5);
        return new Floors(constant, constant);
    }

    @Override
    public Batch newBatch(int size) {
        int steps = shape().timeSteps();
        return new Batch(new RealSequences(size, steps, 1), new RealSequences(size, steps, 1));
    }

    @Override
    public Streams streams() {
        double noise = variant == Variant.C ? TARGET_NOISE : 0;
        return new DrawnStreams(
                EVALUATION_SEQUENCES,
                (batch, sequence, random) -> draw(batch, sequence, random, lengths.training(), noise),
                (batch, sequence, random) -> draw(batch, sequence, random, lengths.evaluation(), 0),
                true,
                TEST_SEQUENCES);
    }

    private void draw(Batch batch, int sequence, RandomGenerator random, int length, double targetNoise) {
        int steps = stepsFrom(length, random);
        boolean first = random.nextBoolean();
        batch.restart(sequence, steps);
        RealSequences inputs = (RealSequences) batch.inputs();
        for (int step = 0; step < steps; step++) {
            double signal = step >= cue ? 0 : first ? 1 : -1;
            boolean noisy = step >= cue || variant == Variant.B;
            inputs.set(sequence, 0, step, noisy ? signal + NOISE * random.nextGaussian() : signal);
        }
        double target = first ? variant.first : variant.second;
        double noise = targetNoise > 0 ? targetNoise * random.nextGaussian() : 0;
        ((RealSequences) batch.targets()).set(sequence, 0, steps - 1, target + noise);
        batch.mark(sequence, steps - 1, true, true);
    }
}
