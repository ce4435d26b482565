package com.example;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Floor;
import io.lagbench.workloads.Floors;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Scorer;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Shape;
import io.lagbench.workloads.Streams;
import io.lagbench.workloads.Success;
import io.lagbench.workloads.SymbolScorer;
import io.lagbench.workloads.SymbolSequences;
import io.lagbench.workloads.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Blanks with one a and one b anywhere among them, then a question: which of the two came first? */
final class CameFirst implements Task, Streams {
    private static final int A = 0;
    private static final int B = 1;
    private static final int BLANK = 2;
    private static final int QUESTION = 3;
    private static final int SYMBOLS = 4;
    private static final int ANSWERS = 2;

    private final int length;

    /** @param length at least 3: an a, a b and the question */
    CameFirst(int length) {
        this.length = length;
    }

    @Override
    public String name() {
        return "came-first";
    }

    /** What describes it; these become columns of the results. */
    @Override
    public Settings settings() {
        return new Settings(Map.of("length", length, "alphabet", SYMBOLS, "classes", ANSWERS));
    }

    /** The lag is the longest: the first of the two may be the first symbol. */
    @Override
    public Shape shape() {
        return new Shape(length, length - 1, SYMBOLS, ANSWERS);
    }

    @Override
    public Loss loss() {
        return new Loss.Softmax();
    }

    /** Right is the strongest output; sequences are written as letters. */
    @Override
    public Scorer scorer() {
        return new SymbolScorer(loss(), ANSWERS, CameFirst::letter, CameFirst::letter);
    }

    private static String letter(int symbol) {
        return "ab-?".substring(symbol, symbol + 1);
    }

    /**
     * The question looks the same after either order, and both are equally frequent: half of the answers, ln 2. No other
     * answer than the last is asked for, so that no constant does better or worse.
     */
    @Override
    public Floors floors() {
        Floor floor = new Floor(Math.log(ANSWERS), 1.0 / ANSWERS, 1.0 / ANSWERS);
        return new Floors(floor, floor);
    }

    @Override
    public Success success() {
        return Success.recallTwice(0.99);
    }

    @Override
    public Streams streams() {
        return this;
    }

    @Override
    public boolean exhaustive() {
        return true;
    }

    /** Every place of the a with every other place of the b. */
    @Override
    public int evaluationSequences() {
        return (length - 1) * (length - 2);
    }

    /** The network then answers once, at the end. */
    @Override
    public boolean lossAtEndOnly() {
        return true;
    }

    /** Only the last answer counts, and it needs memory. */
    @Override
    public Batch newBatch(int size) {
        Batch batch = new Batch(
                new SymbolSequences(size, length, SYMBOLS), new SymbolSequences(size, length, ANSWERS));
        for (int sequence = 0; sequence < size; sequence++) {
            batch.mark(sequence, length - 1, true, true);
        }
        return batch;
    }

    /** All sequences in turn, in an order of the seed's; shuffled, in another one each epoch. */
    @Override
    public BatchStream training(long seed, boolean shuffle) {
        Random random = new Random(seed);
        List<Places> order = all();
        Collections.shuffle(order, random);
        return new InTurn(order, shuffle ? random : null);
    }

    @Override
    public BatchStream evaluation() {
        return new InTurn(all(), null);
    }

    private record Places(int a, int b) {}

    private List<Places> all() {
        List<Places> all = new ArrayList<>();
        for (int a = 0; a < length - 1; a++) {
            for (int b = 0; b < length - 1; b++) {
                if (a != b) {
                    all.add(new Places(a, b));
                }
            }
        }
        return all;
    }

    /** Writes one sequence after the other, for ever. */
    private final class InTurn implements BatchStream {
        private final List<Places> order;
        private final Random shuffler;
        private int next;

        /** @param shuffler gives each epoch its order; null for always the same */
        InTurn(List<Places> order, Random shuffler) {
            this.order = order;
            this.shuffler = shuffler;
        }

        @Override
        public void next(Batch batch) {
            SymbolSequences inputs = (SymbolSequences) batch.inputs();
            SymbolSequences targets = (SymbolSequences) batch.targets();
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                Places places = order.get(next);
                for (int step = 0; step < length - 1; step++) {
                    inputs.set(sequence, step, BLANK);
                }
                inputs.set(sequence, places.a(), A);
                inputs.set(sequence, places.b(), B);
                inputs.set(sequence, length - 1, QUESTION);
                targets.set(sequence, length - 1, places.a() < places.b() ? A : B);
                next = (next + 1) % order.size();
                if (next == 0 && shuffler != null) {
                    Collections.shuffle(order, shuffler);
                }
            }
        }
    }
}
