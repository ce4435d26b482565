package io.lagbench.workloads;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Experiments 2a and 2b of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997: x or y, then p - 1 of the symbols a1 to a(p-1),
 * and the first symbol again. The network sees all but the last and predicts the next one, by logistic outputs, one a symbol. In 2a
 * the symbols between are a1 to a(p-1) in their order, so that there are two sequences; in 2b they are drawn for each sequence, and
 * only the last answer is judged.
 *
 * <p>The paper counts a lag of p, from the first to the last symbol; {@link Shape#lag} is p - 1, since the last is predicted a step
 * earlier.
 *
 * <p>An evaluation of 2a sees each of the two sequences once: a network that learns no more answers 10,000 random ones as it does these.
 */
final class Hs97NextSymbolTask extends Hs97Task {
    private static final double TOLERANCE = 0.25;
    private static final int CLASSES = 2;
    private static final String ERROR_SIGNALS = "error-signals";
    private static final String EVERY_STEP = "every-step";
    private static final String END = "end";

    private final int p;
    private final boolean drawn;
    private final boolean lossAtEndOnly;

    private Hs97NextSymbolTask(
            String name, int p, boolean drawn, boolean lossAtEndOnly, Map<String, Object> others, Success success) {
        super(name, settings(p, drawn, others), success);
        this.p = p;
        this.drawn = drawn;
        this.lossAtEndOnly = lossAtEndOnly;
    }

    private static Settings settings(int p, boolean drawn, Map<String, Object> others) {
        Map<String, Object> all = new HashMap<>(others);
        all.put("p", p);
        all.put("length", p + 1);
        all.put("alphabet", p + 1);
        all.put("classes", CLASSES);
        all.put("interior", drawn ? RecallTask.RANDOM : RecallTask.LINEAR);
        return new Settings(all);
    }

    /**
     * Experiment 2a.
     *
     * @param p at least 2
     */
    static Hs97NextSymbolTask inOrder(int p, Judged judged) {
        return new Hs97NextSymbolTask(
                "hs97-2a", p, false, false, Map.of(Judged.KEY, judged.word()), judged.success(CLASSES, TOLERANCE));
    }

    /**
     * Experiment 2b.
     *
     * @param p at least 2
     * @param errorSignals where there is loss: {@value #EVERY_STEP}, as in the paper, or {@value #END}
     */
    static Hs97NextSymbolTask drawn(int p, Judged judged, String errorSignals) {
        return new Hs97NextSymbolTask(
                "hs97-2b",
                p,
                true,
                errorSignals.equals(END),
                Map.of(Judged.KEY, judged.word(), ERROR_SIGNALS, errorSignals),
                judged.success(Judged.SEQUENCES, TOLERANCE));
    }

    /** The key of p. */
    static Setting lagSetting() {
        return Setting.integer(
                "p",
                2,
                100_000,
                "100",
                "steps, and symbols of a sequence but the last; there are p + 1 different ones");
    }

    /** The key of the steps that carry loss in 2b. */
    static Setting errorSignalsSetting() {
        return Setting.choice(
                ERROR_SIGNALS,
                List.of(EVERY_STEP, END),
                EVERY_STEP,
                "which answers are trained: every next symbol, as in the paper, or the last alone");
    }

    /** What users have chosen by {@link #errorSignalsSetting}. */
    static String errorSignals(Settings settings) {
        return settings.text(ERROR_SIGNALS);
    }

    @Override
    public Shape shape() {
        return new Shape(p, p - 1, p + 1, p + 1);
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), TOLERANCE, drawn);
    }

    @Override
    public boolean lossAtEndOnly() {
        return lossAtEndOnly;
    }

    @Override
    public boolean variableLengths() {
        return false;
    }

    /**
     * Without memory the last answer is x or y, each half the time, and the one before each is known in 2a and one of the p - 1 in 2b;
     * a constant knows how often each symbol is the answer, and is never right at two different ones.
     */
    @Override
    public Floors floors() {
        double last = squaredErrorOfShares(CLASSES, 1.0 / CLASSES);
        double memoryless = (p - 1) * squaredErrorOfShares(p - 1, drawn ? 1.0 / (p - 1) : 1) + last;
        double constant = squaredErrorOfShares(p - 1, 1.0 / p) + squaredErrorOfShares(CLASSES, 1.0 / CLASSES / p);
        double half = 1.0 / CLASSES;
        return new Floors(
                new Floor(loss().mean(lossAtEndOnly ? last : memoryless / p, 1, p + 1), half, half),
                new Floor(loss().mean(lossAtEndOnly ? last : constant, 1, p + 1), drawn ? half : 0, half));
    }

    /** The squared error of so many outputs that answer their share, each being 1 so often and else 0. */
    private static double squaredErrorOfShares(int outputs, double share) {
        return outputs * share * (1 - share);
    }

    @Override
    public Batch newBatch(int size) {
        Batch batch = new Batch(new SymbolSequences(size, p, p + 1), new SymbolSequences(size, p, p + 1));
        for (int sequence = 0; sequence < size; sequence++) {
            for (int step = 0; step < p; step++) {
                boolean last = step == p - 1;
                batch.mark(sequence, step, last || !lossAtEndOnly, last);
            }
        }
        return batch;
    }

    @Override
    public Streams streams() {
        return drawn
                ? new DrawnStreams(Judged.SEQUENCES, this::draw).withFreshEvaluations()
                : new ListedStreams(
                        CLASSES, CLASSES, (batch, sequence, number) -> write(batch, sequence, number, place -> place));
    }

    private void draw(Batch batch, int sequence, RandomGenerator random) {
        write(batch, sequence, random.nextInt(CLASSES), place -> random.nextInt(p - 1));
    }

    /**
     * Writes one sequence; symbols are numbered a1 to a(p-1), x, y.
     *
     * @param between the symbol at a place between the first and the last, counted from 0; asked in turn
     */
    private void write(Batch batch, int sequence, int classIndex, IntUnaryOperator between) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        int cue = p - 1 + classIndex;
        inputs.set(sequence, 0, cue);
        for (int place = 0; place < p - 1; place++) {
            int symbol = between.applyAsInt(place);
            inputs.set(sequence, place + 1, symbol);
            if (!lossAtEndOnly) {
                targets.set(sequence, place, symbol);
            }
        }
        targets.set(sequence, p - 1, cue);
    }

    @Override
    public boolean perturbable() {
        return true;
    }

    @Override
    public void perturb(Batch batch, Perturbation perturbation) {
        new CueRecall(0, p - 1, p - 1, CLASSES).perturb(batch, perturbation);
    }
}
