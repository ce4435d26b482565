package io.lagbench.workloads;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Experiments 6a and 6b of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997: two or three of the symbols, each X or Y, stand
 * at random places among others, and their order is the class that is asked for at the end by logistic outputs, one a class.
 *
 * <p>A sequence starts with E, ends with B and has 100 to 110 symbols; the others are a to d. Places count from 1, as in the paper,
 * whose least lags, 40 and 24 steps, come out so.
 */
final class Hs97TemporalOrderTask extends Hs97Task {
    /** Input symbols by number: E, B, a, b, c, d, X, Y. */
    static final int START = 0;

    static final int END = 1;
    static final int FIRST_OTHER = 2;
    static final int OTHERS = 4;
    static final int X = 6;

    private static final int SYMBOLS = 8;
    private static final int LEAST_LENGTH = 100;
    private static final int MOST_LENGTH = 110;
    private static final double TOLERANCE = 0.3;
    private static final int EVALUATION_SEQUENCES = 2560;

    private final List<Places> places;

    /**
     * Where one of the symbols stands that matter, both ends included.
     *
     * @param from at least 2
     */
    record Places(int from, int to) {}

    private Hs97TemporalOrderTask(String name, Places... places) {
        super(
                name,
                new Settings(Map.of("length", LEAST_LENGTH, "alphabet", SYMBOLS, "classes", classes(places.length))),
                Success.trainingErrorsBelow(2000, TOLERANCE, 0, 0.1));
        this.places = List.of(places);
    }

    /** Experiment 6a: two symbols, four classes. */
    static Hs97TemporalOrderTask ofTwo() {
        return new Hs97TemporalOrderTask("hs97-6a", new Places(10, 20), new Places(50, 60));
    }

    /** Experiment 6b: three symbols, eight classes. */
    static Hs97TemporalOrderTask ofThree() {
        return new Hs97TemporalOrderTask("hs97-6b", new Places(10, 20), new Places(33, 43), new Places(66, 76));
    }

    private static int classes(int places) {
        return 1 << places;
    }

    private int classes() {
        return classes(places.size());
    }

    @Override
    public Shape shape() {
        int lag = LEAST_LENGTH - places.get(places.size() - 1).to();
        return new Shape(MOST_LENGTH, lag, SYMBOLS, classes());
    }

    @Override
    public Scorer scorer() {
        return new RegressionScorer(loss(), TOLERANCE);
    }

    /**
     * The last symbol is always B and the length tells nothing. Each output is 1 with the probability of a class; all are near
     * enough at once for one class only.
     */
    @Override
    public Floors floors() {
        double share = 1.0 / classes();
        Floor constant = new Floor(share * (1 - share), share, share);
        return new Floors(constant, constant);
    }

    @Override
    public Batch newBatch(int size) {
        return new Batch(
                new SymbolSequences(size, MOST_LENGTH, SYMBOLS), new SymbolSequences(size, MOST_LENGTH, classes()));
    }

    @Override
    public Streams streams() {
        return new DrawnStreams(EVALUATION_SEQUENCES, this::draw);
    }

    private void draw(Batch batch, int sequence, RandomGenerator random) {
        int length = between(LEAST_LENGTH, MOST_LENGTH, random);
        batch.restart(sequence, length);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        inputs.set(sequence, 0, START);
        for (int step = 1; step < length - 1; step++) {
            inputs.set(sequence, step, FIRST_OTHER + random.nextInt(OTHERS));
        }
        inputs.set(sequence, length - 1, END);
        int order = 0;
        for (Places place : places) {
            int symbol = random.nextInt(2);
            inputs.set(sequence, between(place.from, place.to, random) - 1, X + symbol);
            order = 2 * order + symbol;
        }
        ((SymbolSequences) batch.targets()).set(sequence, length - 1, order);
        batch.mark(sequence, length - 1, true, true);
    }

    private static int between(int from, int to, RandomGenerator random) {
        return from + random.nextInt(to - from + 1);
    }
}
