package io.lagbench.harness.measure;

import java.util.Locale;

/** A part of a trial that is timed on its own. */
public enum Stage {
    /** Taking the next batch from the task and writing it into the engine's arrays. */
    ENCODE,
    /** One {@code fit} call on one batch, synchronized before both clock reads. */
    FIT,
    /** One forward pass over one batch of an evaluation, synchronized before both clock reads. */
    PREDICT;

    /** Name in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
