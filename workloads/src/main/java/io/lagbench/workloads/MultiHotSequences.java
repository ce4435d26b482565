package io.lagbench.workloads;

import java.nio.FloatBuffer;
import java.util.BitSet;

/**
 * Sequences of sets of symbols 0 to width - 1; encoded as 1 for every symbol of the set and 0 for the others. Mutable, so
 * that one object serves a whole stream.
 */
public final class MultiHotSequences extends Sequences {
    private final BitSet members;

    /** Sequences that hold the empty set everywhere. */
    public MultiHotSequences(int batch, int timeSteps, int width) {
        super(batch, timeSteps, width);
        members = new BitSet(values());
    }

    /**
     * Adds a symbol to the set of one step.
     *
     * @throws IllegalArgumentException if the symbol is not in 0 to width - 1
     */
    public void add(int sequence, int step, int symbol) {
        requireFeature("symbol", symbol);
        members.set(origin(sequence, step) + symbol);
    }

    /** Whether the set of one step has a symbol. */
    public boolean contains(int sequence, int step, int symbol) {
        return members.get(origin(sequence, step) + symbol);
    }

    @Override
    public Kind kind() {
        return Kind.SETS;
    }

    @Override
    public float value(int sequence, int feature, int step) {
        return contains(sequence, step, feature) ? 1f : 0f;
    }

    @Override
    public void clear(int sequence) {
        members.clear(origin(sequence, 0), origin(sequence + 1, 0));
    }

    @Override
    public Encoder encoder(FloatBuffer target, Layout layout) {
        return denseEncoder(target, layout);
    }
}
