package io.lagbench.workloads;

import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The first symbol, one of {@code classes}, comes back as the last answer; what lies between does not help.
 *
 * <p>Symbols 0 to alphabet - classes - 1 are interior symbols, the rest are class symbols. The network sees all symbols
 * but the last and predicts the next one. With a {@code linear} interior (0, 1, 2, ... as in the tutorial) or a
 * {@code shared} one (drawn once, the same for all sequences) every step carries loss and only as many sequences exist
 * as classes. With a {@code random} interior, fresh for every sequence, only the last step carries loss, and the outputs
 * are the classes alone: interior symbols among them are never an answer, and the gradients that push them down first
 * stay in Adam's second moment and slow learning two to six times (length 100, five seeds). This is a relative of
 * experiment 2 of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997.
 */
final class RecallTask implements Task {
    static final String LINEAR = "linear";
    static final String SHARED = "shared";
    static final String RANDOM = "random";

    private static final long SHARED_INTERIOR_SEED = 1997;

    private final String name;
    private final Loss loss;
    private final int alphabet;
    private final int classes;
    private final Settings settings;
    private final Lengths lengths;
    private final Shape shape;
    private final int[] sharedInterior;
    private final SymbolNames names;
    private final Success success;

    /**
     * @param lengths at least 3; only a random interior may have two
     * @param classes at least 2
     * @param alphabet at least classes + 1; for a linear interior at least length - 2 + classes
     * @param names how the symbols are written
     * @param success criterion, or null for the one of task {@code recall}
     */
    RecallTask(
            String name,
            Loss loss,
            Lengths lengths,
            int alphabet,
            int classes,
            String interior,
            SymbolNames names,
            Success success) {
        this.name = name;
        this.loss = loss;
        this.alphabet = alphabet;
        this.classes = classes;
        this.lengths = lengths;
        this.names = names;
        int length = lengths.training();
        int interiorSymbols = alphabet - classes;
        if (interiorSymbols < 1) {
            throw new IllegalSettingException(
                    "alphabet",
                    alphabet + " is too small for classes=" + classes + "; allowed: at least " + (classes + 1));
        }
        if (interior.equals(LINEAR) && interiorSymbols < length - 2) {
            throw new IllegalSettingException(
                    "alphabet",
                    alphabet + " is too small for interior=linear with length=" + length + " and classes=" + classes
                            + "; allowed: at least " + (length - 2 + classes));
        }
        if (!interior.equals(RANDOM) && lengths.test().isPresent()) {
            throw new IllegalSettingException(
                    lengths.testKey(),
                    "has no meaning with interior=" + interior + "; allowed: with interior=" + RANDOM);
        }
        this.sharedInterior = fixedInterior(interior, length - 2, interiorSymbols);
        int outputs = sharedInterior != null ? alphabet : classes;
        this.settings = lengths.with(Map.of("alphabet", alphabet, "classes", classes, "interior", interior));
        this.shape = new Shape(lengths.longest() - 1, lengths.evaluation() - 2, alphabet, outputs);
        this.success = success != null ? success : Success.recallTwice(0.99);
    }

    private static int[] fixedInterior(String interior, int count, int symbols) {
        return switch (interior) {
            case LINEAR -> IntStream.range(0, count).toArray();
            case SHARED ->
                new Random(SHARED_INTERIOR_SEED).ints(count, 0, symbols).toArray();
            default -> null;
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Loss loss() {
        return loss;
    }

    @Override
    public Scorer scorer() {
        return new SymbolScorer(loss, shape.outputSize(), names::text, this::outputText);
    }

    @Override
    public Streams streams() {
        return new RecallStreams(this, lengths);
    }

    @Override
    public Floors floors() {
        return new Floors(memorylessFloor(), constantFloor());
    }

    /**
     * Every answer but the last is determined by the step (or carries no loss); the last is one of the classes, each
     * with probability 1 / classes.
     */
    private Floor memorylessFloor() {
        double lastLoss = loss instanceof Loss.Sigmoid
                ? loss.mean(classes * binaryEntropy(1.0 / classes), 1, shape.outputSize())
                : Math.log(classes);
        int lossSteps = lossSteps();
        return new Floor(lastLoss / lossSteps, (lossSteps - 1 + 1.0 / classes) / lossSteps, 1.0 / classes);
    }

    /** The loss is the entropy of the mean target, the accuracy the share of its most frequent symbol. */
    private Floor constantFloor() {
        double[] share = targetShares();
        double sum = 0;
        double strongest = 0;
        for (double q : share) {
            sum += loss instanceof Loss.Sigmoid ? binaryEntropy(q) : -xlogx(q);
            strongest = Math.max(strongest, q);
        }
        return new Floor(loss.mean(sum, 1, shape.outputSize()), strongest, 1.0 / classes);
    }

    private double[] targetShares() {
        double[] share = new double[shape.outputSize()];
        int lossSteps = lossSteps();
        if (sharedInterior != null) {
            for (int symbol : sharedInterior) {
                share[symbol] += 1.0 / lossSteps;
            }
        }
        for (int c = 0; c < classes; c++) {
            share[answer(c)] += 1.0 / classes / lossSteps;
        }
        return share;
    }

    private int lossSteps() {
        return lossAtEndOnly() ? 1 : shape.timeSteps();
    }

    private String outputText(int output) {
        return names.text(lossAtEndOnly() ? cue(output) : output);
    }

    @Override
    public boolean lossAtEndOnly() {
        return sharedInterior == null;
    }

    @Override
    public boolean variableLengths() {
        return lengths.differ();
    }

    /** Number of different first symbols. */
    int classes() {
        return classes;
    }

    /** Number of symbols that can stand between first and last. */
    int interiorSymbols() {
        return alphabet - classes;
    }

    /** The symbols between first and last where they are the same for all sequences, else null. */
    int[] sharedInterior() {
        return sharedInterior;
    }

    /** Input symbol of a class. */
    int cue(int classIndex) {
        return interiorSymbols() + classIndex;
    }

    /** Output of a class at the last step. */
    int answer(int classIndex) {
        return lossAtEndOnly() ? classIndex : cue(classIndex);
    }

    private static double binaryEntropy(double p) {
        return -xlogx(p) - xlogx(1 - p);
    }

    private static double xlogx(double p) {
        return p == 0 ? 0 : p * Math.log(p);
    }

    @Override
    public Success success() {
        return success;
    }

    @Override
    public Batch newBatch(int size) {
        Batch batch = new Batch(
                new SymbolSequences(size, shape.timeSteps(), shape.inputSize()),
                new SymbolSequences(size, shape.timeSteps(), shape.outputSize()));
        if (!variableLengths()) {
            for (int sequence = 0; sequence < size; sequence++) {
                mark(batch, sequence);
            }
        }
        return batch;
    }

    /** Marks the steps of one sequence. */
    void mark(Batch batch, int sequence) {
        int last = batch.length(sequence) - 1;
        for (int step = lossAtEndOnly() ? last : 0; step <= last; step++) {
            batch.mark(sequence, step, true, step == last);
        }
    }

    @Override
    public boolean perturbable() {
        return true;
    }

    @Override
    public void perturb(Batch batch, Perturbation perturbation) {
        new CueRecall(0, cue(0), answer(0), classes).perturb(batch, perturbation);
    }
}
