package io.lagbench.workloads;

import java.nio.FloatBuffer;

/**
 * One side, inputs or targets, of a {@link Batch}: values of a fixed width at every step of every sequence. Symbols
 * ({@link SymbolSequences}), sets of symbols ({@link MultiHotSequences}) and real numbers ({@link RealSequences}) are its
 * kinds; an engine that can use indices asks for the first, every other engine calls {@link #encoder}.
 */
public abstract class Sequences {
    /** What a step of a sequence holds. */
    public enum Kind {
        /** One symbol or none: {@link SymbolSequences}. */
        SYMBOLS,
        /** A set of symbols: {@link MultiHotSequences}. */
        SETS,
        /** Real numbers: {@link RealSequences}. */
        REALS
    }

    private final int batch;
    private final int timeSteps;
    private final int width;

    /**
     * @param batch number of sequences, at least 1
     * @param timeSteps number of steps, at least 1
     * @param width number of values at one step when encoded, at least 1
     */
    protected Sequences(int batch, int timeSteps, int width) {
        if (batch < 1 || timeSteps < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "sequences need at least 1 x 1 x 1, not " + batch + " x " + timeSteps + " x " + width);
        }
        this.batch = batch;
        this.timeSteps = timeSteps;
        this.width = width;
    }

    /** Number of sequences. */
    public final int batch() {
        return batch;
    }

    /** Number of steps. */
    public final int timeSteps() {
        return timeSteps;
    }

    /** Number of values at one step when encoded. */
    public final int width() {
        return width;
    }

    /** What a step holds. */
    public abstract Kind kind();

    /** One value as it is encoded. */
    public abstract float value(int sequence, int feature, int step);

    /** Takes away all that a sequence holds: its values become 0. */
    public abstract void clear(int sequence);

    /**
     * An encoder of this object's current content into {@code target}.
     *
     * @param target a buffer of at least batch x width x timeSteps floats, all zero, that nobody else writes to
     * @param layout where the values go
     */
    public abstract Encoder encoder(FloatBuffer target, Layout layout);

    /** An encoder for kinds that have a value at most places: it writes them all. */
    final Encoder denseEncoder(FloatBuffer target, Layout layout) {
        return () -> {
            for (int sequence = 0; sequence < batch; sequence++) {
                for (int step = 0; step < timeSteps; step++) {
                    for (int feature = 0; feature < width; feature++) {
                        target.put(layout.index(sequence, feature, step), value(sequence, feature, step));
                    }
                }
            }
        };
    }

    /** Position of the first value of a step where features lie side by side, then steps, then sequences. */
    final int origin(int sequence, int step) {
        return (sequence * timeSteps + step) * width;
    }

    /** Number of values of all sequences. */
    final int values() {
        return Math.multiplyExact(Math.multiplyExact(batch, timeSteps), width);
    }

    /**
     * Checks the place of one value.
     *
     * @throws IllegalArgumentException if the feature is not in 0 to width - 1
     */
    final void requireFeature(String kind, int feature) {
        if (feature < 0 || feature >= width) {
            throw new IllegalArgumentException(kind + " " + feature + " is outside 0 to " + (width - 1));
        }
    }

    /** Writes the content of the sequences it was made for into the buffer it was made for. Allocates nothing. */
    @FunctionalInterface
    public interface Encoder {
        /** Brings the buffer up to date with the sequences. */
        void encode();
    }
}
