package io.lagbench.workloads;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Experiment 1 of Hochreiter and Schmidhuber, Neural Computation 9(8), 1997: strings of the {@link ReberGrammar}, of which the next
 * symbol is to be predicted at every step by logistic outputs. The symbol before the last is the second one again, which alone needs
 * memory of what lies outside the inner string.
 *
 * <p>A data set has 256 strings to train on, drawn from the grammar, so that short ones are there several times, and 256 to test on that
 * are not among them. Training draws from the former with replacement, evaluation sees all 512. The paper gives 9 as the
 * least lag, which is the length of the shortest string; {@link Shape#lag} is from the step that sees T or P to the one that predicts it
 * again, 5.
 */
final class Hs97ReberTask extends Hs97Task {
    private static final int SYMBOLS = ReberGrammar.SYMBOLS.length();
    private static final int TRAINED = 256;
    private static final int STRINGS = 2 * TRAINED;

    private final List<String> strings;

    /** @param dataSet number of the data set, from 1 */
    Hs97ReberTask(int dataSet) {
        this(dataSet, strings(dataSet));
    }

    private Hs97ReberTask(int dataSet, List<String> strings) {
        super(
                "hs97-1",
                new Settings(
                        Map.of("data-set", dataSet, "length", shortest(strings), "alphabet", SYMBOLS, "classes", 2)),
                Success.everySequenceRight(STRINGS, "all symbols that may come next above all others"));
        this.strings = strings;
    }

    /** The strings of a data set, those to train on first. */
    private static List<String> strings(int dataSet) {
        RandomGenerator random = RandomGeneratorFactory.of("L128X256MixRandom").create(dataSet);
        List<String> strings = new ArrayList<>();
        while (strings.size() < TRAINED) {
            strings.add(ReberGrammar.draw(random));
        }
        Set<String> trained = new HashSet<>(strings);
        while (strings.size() < STRINGS) {
            String string = ReberGrammar.draw(random);
            if (!trained.contains(string)) {
                strings.add(string);
            }
        }
        return List.copyOf(strings);
    }

    private static int shortest(List<String> strings) {
        return strings.stream().mapToInt(String::length).min().orElseThrow();
    }

    /** The key of the data set. */
    static Setting dataSetSetting() {
        return Setting.integer("data-set", 1, 3, "1", "which 256 strings to train on and which 256 to test on");
    }

    @Override
    public Shape shape() {
        int longest = strings.stream().mapToInt(String::length).max().orElseThrow();
        int lag = shortest(strings) - 3 - 1; // from step 1 to the third symbol from the end
        return new Shape(longest - 1, lag, SYMBOLS, SYMBOLS);
    }

    @Override
    public Scorer scorer() {
        return new GrammarScorer(loss());
    }

    @Override
    public boolean lossAtEndOnly() {
        return false;
    }

    @Override
    public Batch newBatch(int size) {
        int steps = shape().timeSteps();
        return new Batch(new SymbolSequences(size, steps, SYMBOLS), new SymbolSequences(size, steps, SYMBOLS));
    }

    @Override
    public Streams streams() {
        return new ListedStreams(
                TRAINED, STRINGS, (batch, sequence, number) -> write(batch, sequence, strings.get(number)));
    }

    private static void write(Batch batch, int sequence, String string) {
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        SymbolSequences targets = (SymbolSequences) batch.targets();
        ReberGrammar walk = new ReberGrammar();
        batch.restart(sequence, string.length() - 1);
        for (int step = 0; step < string.length() - 1; step++) {
            int symbol = ReberGrammar.number(string.charAt(step));
            walk.accept(symbol);
            inputs.set(sequence, step, symbol);
            targets.set(sequence, step, ReberGrammar.number(string.charAt(step + 1)));
            batch.mark(sequence, step, true, walk.needsMemory());
        }
    }

    /** Over the strings that are evaluated. */
    @Override
    public Floors floors() {
        Followers all = new Followers();
        Map<List<Integer>, Followers> bySymbolAndStep = new HashMap<>();
        for (String string : strings) {
            ReberGrammar walk = new ReberGrammar();
            for (int step = 0; step < string.length() - 1; step++) {
                int symbol = ReberGrammar.number(string.charAt(step));
                int next = ReberGrammar.number(string.charAt(step + 1));
                walk.accept(symbol);
                all.add(next, walk);
                bySymbolAndStep
                        .computeIfAbsent(List.of(symbol, step), key -> new Followers())
                        .add(next, walk);
            }
        }
        return new Floors(floor(bySymbolAndStep.values()), floor(List.of(all)));
    }

    private Floor floor(Collection<Followers> groups) {
        double loss = 0;
        long steps = 0;
        long right = 0;
        long recallsRight = 0;
        for (Followers group : groups) {
            loss += group.squaredError();
            steps += group.steps;
            right += group.mostRight(group.bySet);
            recallsRight += group.mostRight(group.recallsBySet);
        }
        return new Floor(
                loss().mean(loss, steps, SYMBOLS), (double) right / steps, (double) recallsRight / strings.size());
    }

    /** What follows where a predictor sees no difference and gives the same outputs. */
    private static final class Followers {
        private final int[] bySymbol = new int[SYMBOLS];
        private final int[] bySet = new int[1 << SYMBOLS];
        private final int[] recallsBySet = new int[1 << SYMBOLS];
        private int steps;

        void add(int next, ReberGrammar walk) {
            steps++;
            bySymbol[next]++;
            bySet[walk.legal()]++;
            recallsBySet[walk.legal()] += walk.needsMemory() ? 1 : 0;
        }

        /** The squared error, over all steps and outputs, of the best outputs: the shares of the symbols. */
        double squaredError() {
            double sum = 0;
            for (int count : bySymbol) {
                sum += count * (1 - (double) count / steps);
            }
            return sum;
        }

        /**
         * Steps that are right with the best order of the outputs: those whose set of legal symbols is the first so many in the
         * order.
         *
         * @param steps by set of legal symbols
         */
        int mostRight(int[] steps) {
            int[] most = steps.clone(); // of the orders of a set, with the set itself
            for (int set = 1; set < most.length; set++) {
                int best = 0;
                for (int last = 0; last < SYMBOLS; last++) {
                    if ((set >> last & 1) == 1) {
                        best = Math.max(best, most[set & ~(1 << last)]);
                    }
                }
                most[set] += best;
            }
            return most[most.length - 1];
        }
    }
}
