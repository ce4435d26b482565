package io.lagbench.workloads;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Ten symbols of eight, then blanks, a delimiter and ten more blanks, over which the ten are to be repeated; until then blanks are
 * the answers. With a length of T there are T - 1 blanks between, and T + 20 steps in all. See Hochreiter and Schmidhuber, Neural
 * Computation 9(8), 1997, for its ancestors, and Arjovsky, Shah and Bengio, ICML 2016.
 */
final class CopyTask implements Task {
    static final int COPIED = 10;
    static final int SYMBOLS = 8;

    /** Input and output symbol of a step without one. */
    static final int BLANK = SYMBOLS;

    /** Input symbol behind which the copy begins. */
    static final int DELIMITER = SYMBOLS + 1;

    private static final int EVALUATION_SEQUENCES = 1000;

    private final Lengths lengths;

    /** @param lengths T, at least 1 */
    CopyTask(Lengths lengths) {
        this.lengths = lengths;
    }

    private static int timeSteps(int length) {
        return length + 2 * COPIED;
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public Settings settings() {
        return lengths.with(Map.of("alphabet", SYMBOLS + 2, "classes", SYMBOLS));
    }

    @Override
    public Shape shape() {
        return new Shape(timeSteps(lengths.longest()), lengths.evaluation() + COPIED, SYMBOLS + 2, SYMBOLS + 1);
    }

    @Override
    public Loss loss() {
        return new Loss.Softmax();
    }

    @Override
    public Scorer scorer() {
        return new SymbolScorer(loss(), SYMBOLS + 1);
    }

    @Override
    public Success success() {
        return Success.recallTwice(0.99);
    }

    @Override
    public boolean variableLengths() {
        return lengths.differ();
    }

    /**
     * Without memory the step tells when a blank is due, and the copied symbols are drawn evenly. A constant knows only how often
     * each symbol is the answer.
     */
    @Override
    public Floors floors() {
        int timeSteps = timeSteps(lengths.evaluation());
        double symbol = (double) COPIED / timeSteps / SYMBOLS;
        double blank = 1 - (double) COPIED / timeSteps;
        double chance = 1.0 / SYMBOLS;
        double constantLoss = -SYMBOLS * symbol * Math.log(symbol) - blank * Math.log(blank);
        return new Floors(
                new Floor(COPIED * Math.log(SYMBOLS) / timeSteps, blank + symbol, chance),
                new Floor(constantLoss, Math.max(blank, symbol), chance));
    }

    @Override
    public Batch newBatch(int size) {
        int steps = timeSteps(lengths.longest());
        return new Batch(new SymbolSequences(size, steps, SYMBOLS + 2), new SymbolSequences(size, steps, SYMBOLS + 1));
    }

    @Override
    public Streams streams() {
        return DrawnStreams.ofLengths(EVALUATION_SEQUENCES, lengths, CopyTask::draw);
    }

    private static void draw(Batch batch, int sequence, RandomGenerator random, int length) {
        int timeSteps = timeSteps(length);
        batch.restart(sequence, timeSteps);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        for (int step = 0; step < timeSteps; step++) {
            inputs.set(sequence, step, BLANK);
            targets.set(sequence, step, BLANK);
            batch.mark(sequence, step, true, step >= timeSteps - COPIED);
        }
        inputs.set(sequence, timeSteps - COPIED - 1, DELIMITER);
        for (int place = 0; place < COPIED; place++) {
            int symbol = random.nextInt(SYMBOLS);
            inputs.set(sequence, place, symbol);
            targets.set(sequence, timeSteps - COPIED + place, symbol);
        }
    }
}
