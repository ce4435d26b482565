package io.lagbench.workloads;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A walk, symbol by symbol, through the embedded Reber grammar: B, then T or P, a string of the Reber grammar, the same T or P again,
 * and E. See Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, experiment 1, and Cleeremans, Servan-Schreiber and McClelland,
 * Neural Computation 1(3), 1989.
 *
 * <p>Symbols are numbered as they stand in {@link #SYMBOLS}; sets of them are bits, that of the symbol s being {@code 1 << s}.
 */
final class ReberGrammar {
    static final String SYMBOLS = "BTPSXVE";

    private static final char NONE = 0;
    private static final int BRANCH = 1;
    private static final int RECALL = 9;

    /** For each state the symbols that lead on, and where to. */
    private static final List<Map<Character, Integer>> ARCS = List.of(
            Map.of('B', 1),
            Map.of('T', 2, 'P', 2), // which one is remembered until state 9
            Map.of('B', 3), // the inner string begins
            Map.of('T', 4, 'P', 5),
            Map.of('S', 4, 'X', 6),
            Map.of('T', 5, 'V', 7),
            Map.of('X', 5, 'S', 8),
            Map.of('P', 6, 'V', 8),
            Map.of('E', 9), // the inner string ends
            Map.of('T', 10, 'P', 10),
            Map.of('E', 11),
            Map.of());

    private int state;
    private char branch = NONE;

    /** A string, each of two ways on being taken with probability 0.5. */
    static String draw(RandomGenerator random) {
        ReberGrammar walk = new ReberGrammar();
        StringBuilder string = new StringBuilder();
        for (int legal = walk.legal(); legal != 0; legal = walk.legal()) {
            int symbol = Integer.numberOfTrailingZeros(legal);
            if (Integer.bitCount(legal) == 2 && random.nextBoolean()) {
                symbol = Integer.numberOfTrailingZeros(legal & (legal - 1));
            }
            walk.accept(symbol);
            string.append(SYMBOLS.charAt(symbol));
        }
        return string.toString();
    }

    /** The number of a symbol. */
    static int number(char symbol) {
        return SYMBOLS.indexOf(symbol);
    }

    /** The set of symbols that may come next; empty at the end of a string. */
    int legal() {
        if (needsMemory()) {
            return 1 << number(branch);
        }
        int symbols = 0;
        for (char symbol : ARCS.get(state).keySet()) {
            symbols |= 1 << number(symbol);
        }
        return symbols;
    }

    /** Whether the next symbol is told by one at the beginning. */
    boolean needsMemory() {
        return state == RECALL;
    }

    /**
     * Goes on.
     *
     * @throws IllegalArgumentException if the symbol may not come next
     */
    void accept(int symbol) {
        if ((legal() >> symbol & 1) == 0) {
            throw new IllegalArgumentException(SYMBOLS.charAt(symbol) + " may not come next");
        }
        if (state == BRANCH) {
            branch = SYMBOLS.charAt(symbol);
        }
        state = ARCS.get(state).get(SYMBOLS.charAt(symbol));
    }
}
