package io.lagbench.workloads;

import java.nio.FloatBuffer;

/**
 * One side, inputs or targets, of a {@link Batch}: values of a fixed width at every step of every sequence. Symbols are
 * one kind ({@link SymbolSequences}); an engine that can use indices asks for that type, every other engine calls
 * {@link #encoder}.
 */
public abstract class Sequences {
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

    /**
     * An encoder of this object's current content into {@code target}.
     *
     * @param target a buffer of at least batch x width x timeSteps floats, all zero, that nobody else writes to
     * @param layout where the values go
     */
    public abstract Encoder encoder(FloatBuffer target, Layout layout);

    /** Writes the content of the sequences it was made for into the buffer it was made for. Allocates nothing. */
    @FunctionalInterface
    public interface Encoder {
        /** Brings the buffer up to date with the sequences. */
        void encode();
    }
}
