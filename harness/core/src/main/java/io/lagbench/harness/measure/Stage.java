package io.lagbench.harness.measure;

import java.util.Locale;

/** A part of a trial that is timed on its own. */
public enum Stage {
    /** Taking the next batch from the task and writing it into the engine's arrays. */
    ENCODE,
    /** One {@code fit} call on one batch, synchronized before both clock reads. */
    FIT,
    /** The part of a fit that takes the hidden layers forward. */
    FORWARD,
    /** The part of a fit in the output layer and the loss, forward and backward. */
    OUTPUT_AND_LOSS,
    /** The part of a fit that takes the hidden layers backward. */
    BACKWARD,
    /** The part of a fit from gradients to new parameters. */
    UPDATER,
    /** What is left of a fit: DL4J around its layers. */
    FRAMEWORK,
    /** One forward pass over one batch of an evaluation, synchronized before both clock reads. */
    PREDICT;

    /** Name in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
