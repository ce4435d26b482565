package io.lagbench.workloads;

import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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

    /** Up to this many different sequences, training and evaluation see all of them. */
    private static final int EXHAUSTIVE_LIMIT = 1000;

    private static final int HELD_OUT_SEQUENCES = 1000;
    private static final long SHARED_INTERIOR_SEED = 1997;
    private static final long EVALUATION_SEED = -1;

    private final String name;
    private final Output output;
    private final TaskShape shape;
    private final int interiorSymbols;
    private final int[] sharedInterior;
    private final long space;
    private final SymbolNames names;
    private final SuccessCriterion success;

    /**
     * @param length at least 3
     * @param classes at least 2
     * @param alphabet at least classes + 1; for a linear interior at least length - 2 + classes
     * @param names how the symbols are written
     * @param success criterion, or null for the one of task {@code recall}
     */
    RecallTask(
            String name,
            Output output,
            int length,
            int alphabet,
            int classes,
            String interior,
            SymbolNames names,
            SuccessCriterion success) {
        this.name = name;
        this.output = output;
        this.names = names;
        this.interiorSymbols = alphabet - classes;
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
        this.sharedInterior = fixedInterior(interior, length - 2, interiorSymbols);
        int outputs = sharedInterior != null ? alphabet : classes;
        this.shape = new TaskShape(length, length - 1, length - 2, alphabet, classes, interior, alphabet, outputs);
        this.space = sharedInterior != null ? classes : sequences(classes, interiorSymbols, length - 2);
        this.success = success != null ? success : SuccessCriterion.recallTwice(0.99);
    }

    private static int[] fixedInterior(String interior, int count, int symbols) {
        return switch (interior) {
            case LINEAR -> IntStream.range(0, count).toArray();
            case SHARED ->
                new Random(SHARED_INTERIOR_SEED).ints(count, 0, symbols).toArray();
            default -> null;
        };
    }

    /** Number of different sequences, or a number above the limit where there are too many to count. */
    private static long sequences(int classes, int symbols, int places) {
        long count = classes;
        for (int place = 0; place < places && count <= EXHAUSTIVE_LIMIT; place++) {
            count *= symbols;
        }
        return count;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TaskShape shape() {
        return shape;
    }

    @Override
    public Output output() {
        return output;
    }

    /**
     * Every answer but the last is determined by the step (or carries no loss); the last is one of the classes, each
     * with probability 1 / classes.
     */
    @Override
    public Floor memorylessFloor() {
        int classes = shape.classes();
        double lastLoss = output == Output.SIGMOID
                ? output.mean(classes * binaryEntropy(1.0 / classes), 1, shape.outputSize())
                : Math.log(classes);
        int lossSteps = lossSteps();
        return new Floor(lastLoss / lossSteps, (lossSteps - 1 + 1.0 / classes) / lossSteps, 1.0 / classes);
    }

    /** The loss is the entropy of the mean target, the accuracy the share of its most frequent symbol. */
    @Override
    public Floor constantFloor() {
        double[] share = targetShares();
        double sum = 0;
        double strongest = 0;
        for (double q : share) {
            sum += output == Output.SIGMOID ? binaryEntropy(q) : -xlogx(q);
            strongest = Math.max(strongest, q);
        }
        return new Floor(output.mean(sum, 1, shape.outputSize()), strongest, 1.0 / shape.classes());
    }

    private double[] targetShares() {
        double[] share = new double[shape.outputSize()];
        int lossSteps = lossSteps();
        if (sharedInterior != null) {
            for (int symbol : sharedInterior) {
                share[symbol] += 1.0 / lossSteps;
            }
        }
        for (int c = 0; c < shape.classes(); c++) {
            share[answer(c)] += 1.0 / shape.classes() / lossSteps;
        }
        return share;
    }

    private int lossSteps() {
        return lossAtEndOnly() ? 1 : shape.timeSteps();
    }

    @Override
    public String inputText(int symbol) {
        return names.text(symbol);
    }

    @Override
    public String outputText(int number) {
        return names.text(lossAtEndOnly() ? cue(number) : number);
    }

    @Override
    public boolean symbolInput() {
        return true;
    }

    @Override
    public boolean lossAtEndOnly() {
        return sharedInterior == null;
    }

    /** Input symbol of a class. */
    private int cue(int classIndex) {
        return interiorSymbols + classIndex;
    }

    /** Output of a class at the last step. */
    private int answer(int classIndex) {
        return lossAtEndOnly() ? classIndex : cue(classIndex);
    }

    private static double binaryEntropy(double p) {
        return -xlogx(p) - xlogx(1 - p);
    }

    private static double xlogx(double p) {
        return p == 0 ? 0 : p * Math.log(p);
    }

    @Override
    public SuccessCriterion success() {
        return success;
    }

    @Override
    public boolean exhaustive() {
        return space <= EXHAUSTIVE_LIMIT;
    }

    @Override
    public int evaluationSequences() {
        return exhaustive() ? (int) space : HELD_OUT_SEQUENCES;
    }

    @Override
    public Batch newBatch(int size) {
        Batch batch = new Batch(
                new SymbolSequences(size, shape.timeSteps(), shape.inputSize()),
                new SymbolSequences(size, shape.timeSteps(), shape.outputSize()));
        for (int sequence = 0; sequence < size; sequence++) {
            for (int step = 0; step < shape.timeSteps(); step++) {
                boolean last = step == shape.timeSteps() - 1;
                batch.mark(sequence, step, last || !lossAtEndOnly(), last);
            }
        }
        return batch;
    }

    @Override
    public BatchStream training(long seed, boolean shuffle) {
        return exhaustive() ? new AllSequences(shuffle ? random(seed) : null) : new DrawnSequences(seed, false);
    }

    @Override
    public BatchStream evaluation() {
        return exhaustive() ? new AllSequences(null) : new DrawnSequences(EVALUATION_SEED, true);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public boolean perturbable() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Symbols trade places at random; the last one before the answer stays, since where every step carries loss it tells
     * that the answer is due.
     */
    @Override
    public void perturb(Batch batch, Perturbation perturbation) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        RandomGenerator random = random(EVALUATION_SEED);
        int last = shape.timeSteps() - 1;
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            switch (perturbation) {
                case FLIP -> {
                    int classIndex = (inputs.get(sequence, 0) - cue(0) + 1) % shape.classes();
                    inputs.set(sequence, 0, cue(classIndex));
                    targets.set(sequence, last, answer(classIndex));
                }
                case BLANK -> inputs.set(sequence, 0, SymbolSequences.NONE);
                case SWAP -> {
                    for (int step = last - 1; step > 1; step--) {
                        int other = 1 + random.nextInt(step);
                        int symbol = inputs.get(sequence, step);
                        inputs.set(sequence, step, inputs.get(sequence, other));
                        inputs.set(sequence, other, symbol);
                    }
                }
            }
        }
    }

    /** Writes one sequence; steps without loss get no target. */
    private void write(Batch batch, int sequence, int classIndex, int[] interior) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        inputs.set(sequence, 0, cue(classIndex));
        for (int i = 0; i < interior.length; i++) {
            inputs.set(sequence, i + 1, interior[i]);
            if (!lossAtEndOnly()) {
                targets.set(sequence, i, interior[i]);
            }
        }
        targets.set(sequence, interior.length, answer(classIndex));
    }

    /** All sequences in turn, for ever. */
    private final class AllSequences implements BatchStream {
        private final int[] interior = new int[shape.length() - 2];
        private final int[] order = IntStream.range(0, (int) space).toArray();
        private final RandomGenerator shuffler;
        private int next;

        /** @param shuffler draws an order for each epoch; null for always the same */
        AllSequences(RandomGenerator shuffler) {
            this.shuffler = shuffler;
        }

        @Override
        public void next(Batch batch) {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                if (next == 0 && shuffler != null) {
                    shuffle();
                }
                int number = order[next];
                int rest = number / shape.classes();
                for (int i = 0; i < interior.length; i++) {
                    interior[i] = sharedInterior != null ? sharedInterior[i] : rest % interiorSymbols;
                    rest /= interiorSymbols;
                }
                write(batch, sequence, number % shape.classes(), interior);
                next = (next + 1) % order.length;
            }
        }

        private void shuffle() {
            for (int i = order.length - 1; i > 0; i--) {
                int other = shuffler.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[other];
                order[other] = swapped;
            }
        }
    }

    /** Sequences drawn at random, on one side of the split between training and held-out ones. */
    private final class DrawnSequences implements BatchStream {
        private final RandomGenerator random;
        private final boolean heldOut;
        private final int[] interior = new int[shape.length() - 2];

        DrawnSequences(long seed, boolean heldOut) {
            this.random = random(seed);
            this.heldOut = heldOut;
        }

        @Override
        public void next(Batch batch) {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                int classIndex = random.nextInt(shape.classes());
                do {
                    for (int i = 0; i < interior.length; i++) {
                        interior[i] = random.nextInt(interiorSymbols);
                    }
                } while (isHeldOut(classIndex, interior) != heldOut);
                write(batch, sequence, classIndex, interior);
            }
        }
    }

    /** The split, by hash: one sequence of sixteen is held out. */
    private static boolean isHeldOut(int classIndex, int[] interior) {
        long hash = classIndex + 1;
        for (int symbol : interior) {
            hash = (hash ^ symbol) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash >>> 60 == 0;
    }
}
