package io.lagbench.workloads;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Sequences of symbols 0 to width - 1; one-hot when encoded. Mutable, so that one object serves a whole stream. */
public final class SymbolSequences extends Sequences {
    /** The absence of a symbol: encoded as all zeros. */
    public static final int NONE = -1;

    private final int[] symbols;

    /** Sequences that hold {@link #NONE} everywhere. */
    public SymbolSequences(int batch, int timeSteps, int width) {
        super(batch, timeSteps, width);
        symbols = new int[Math.multiplyExact(batch, timeSteps)];
        Arrays.fill(symbols, NONE);
    }

    /** The symbol of one step, or {@link #NONE}. */
    public int get(int sequence, int step) {
        return symbols[sequence * timeSteps() + step];
    }

    /**
     * Sets the symbol of one step.
     *
     * @throws IllegalArgumentException if the symbol is neither {@link #NONE} nor in 0 to width - 1
     */
    public void set(int sequence, int step, int symbol) {
        if (symbol < NONE || symbol >= width()) {
            throw new IllegalArgumentException("symbol " + symbol + " is outside 0 to " + (width() - 1));
        }
        symbols[sequence * timeSteps() + step] = symbol;
    }

    /**
     * Copies the symbols of the first steps of a sequence, {@link #NONE} as -1, for engines that look symbols up.
     *
     * @param target receives them from {@code at} on
     */
    public void copy(int sequence, int steps, int[] target, int at) {
        System.arraycopy(symbols, sequence * timeSteps(), target, at, steps);
    }

    @Override
    public Kind kind() {
        return Kind.SYMBOLS;
    }

    @Override
    public float value(int sequence, int feature, int step) {
        return get(sequence, step) == feature ? 1f : 0f;
    }

    @Override
    public void clear(int sequence) {
        int first = sequence * timeSteps();
        Arrays.fill(symbols, first, first + timeSteps(), NONE);
    }

    /**
     * Writes the symbols' numbers, {@link #NONE} as -1, for engines that look symbols up.
     *
     * @param target a buffer of at least batch x timeSteps ints
     * @param layout where the numbers go; the feature is always 0
     */
    public void numbers(IntBuffer target, Layout layout) {
        int position = 0;
        for (int sequence = 0; sequence < batch(); sequence++) {
            for (int step = 0; step < timeSteps(); step++, position++) {
                target.put(layout.index(sequence, 0, step), symbols[position]);
            }
        }
    }

    /**
     * A one-hot encoder. It remembers where it wrote and clears only that, so its cost does not grow with the alphabet.
     */
    @Override
    public Encoder encoder(FloatBuffer target, Layout layout) {
        int[] written = new int[symbols.length];
        Arrays.fill(written, NONE);
        return () -> {
            int position = 0;
            for (int sequence = 0; sequence < batch(); sequence++) {
                int origin = sequence * layout.sequenceStride();
                for (int step = 0; step < timeSteps(); step++, position++) {
                    int symbol = symbols[position];
                    int index = symbol == NONE
                            ? NONE
                            : origin + symbol * layout.featureStride() + step * layout.stepStride();
                    int before = written[position];
                    if (index != before) {
                        if (before != NONE) {
                            target.put(before, 0f);
                        }
                        if (index != NONE) {
                            target.put(index, 1f);
                        }
                        written[position] = index;
                    }
                }
            }
        };
    }
}
