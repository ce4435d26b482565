package io.lagbench.harness.engine;

/** A batch bound to arrays of one engine. */
@FunctionalInterface
public interface EngineBatch {
    /** Writes the batch's current content into the engine's arrays. */
    void encode();
}
