package io.lagbench.workloads;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Experiment 2c of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997: b, then x or y, then q and more distractors, drawn from
 * a1 to ap, and e, behind which two logistic outputs are to say whether it was x or y. After the first q + 2 symbols each next one is e
 * with probability 1/10.
 *
 * <p>A sequence has q + 13 symbols on average, the target included: nine more distractors than q.
 */
final class Hs97VeryLongLagTask extends Hs97Task {
    private static final double TOLERANCE = 0.2;
    private static final int CLASSES = 2;
    private static final int CUE_STEP = 1;
    private static final int ONE_IN = 10;

    /** More would come with probability 0.9^264, below 1e-12: a batch must have room for the longest sequence. */
    private static final int MOST_MORE = 263;

    private final int p;
    private final Lengths distractors;

    /**
     * The experiment.
     *
     * @param p different distractors, at least 1
     * @param distractors q, the least number of distractors in a sequence, at least 1
     */
    Hs97VeryLongLagTask(int p, Lengths distractors, Judged judged) {
        super(
                "hs97-2c",
                distractors.with(Map.of(
                        "p",
                        p,
                        Judged.KEY,
                        judged.word(),
                        "length",
                        steps(distractors.training()) + 1,
                        "alphabet",
                        p + 4,
                        "classes",
                        CLASSES,
                        "interior",
                        RecallTask.RANDOM)),
                judged.success(Judged.SEQUENCES, TOLERANCE));
        this.p = p;
        this.distractors = distractors;
    }

    /** Steps with so many distractors: these, b, x or y, and e. */
    private static int steps(int distractors) {
        return distractors + 3;
    }

    @Override
    public Shape shape() {
        return new Shape(steps(distractors.longest() + MOST_MORE), distractors.evaluation() + 1, p + 4, CLASSES);
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), TOLERANCE);
    }

    /** The last symbol is always e, and the length tells nothing. The mean is never near enough, one class half the time. */
    @Override
    public Floors floors() {
        double half = 1.0 / CLASSES;
        Floor constant = new Floor(half * (1 - half), half, half);
        return new Floors(constant, constant);
    }

    @Override
    public Batch newBatch(int size) {
        int steps = shape().timeSteps();
        return new Batch(new SymbolSequences(size, steps, p + 4), new SymbolSequences(size, steps, CLASSES));
    }

    @Override
    public Streams streams() {
        return DrawnStreams.ofLengths(Judged.SEQUENCES, distractors, this::draw).withFreshEvaluations();
    }

    /** Symbols are numbered a1 to ap, e, b, x, y. */
    private void draw(Batch batch, int sequence, RandomGenerator random, int least) {
        int more = 0;
        while (more < MOST_MORE && random.nextInt(ONE_IN) != 0) {
            more++;
        }
        int last = steps(least + more) - 1;
        int classIndex = random.nextInt(CLASSES);
        batch.restart(sequence, last + 1);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        inputs.set(sequence, 0, p + 1);
        inputs.set(sequence, CUE_STEP, p + 2 + classIndex);
        for (int step = CUE_STEP + 1; step < last; step++) {
            inputs.set(sequence, step, random.nextInt(p));
        }
        inputs.set(sequence, last, p);
        ((SymbolSequences) batch.targets()).set(sequence, last, classIndex);
        batch.mark(sequence, last, true, true);
    }

    @Override
    public boolean perturbable() {
        return true;
    }

    @Override
    public void perturb(Batch batch, Perturbation perturbation) {
        new CueRecall(CUE_STEP, p + 2, 0, CLASSES).perturb(batch, perturbation);
    }
}
