package io.lagbench.engine;

import io.lagbench.workloads.Loss;
import java.util.Objects;

/**
 * What goes into a network and what comes out.
 *
 * @param timeSteps steps of a sequence, at least 1: the longest lag there can be
 * @param inputSize width of the input, at least 1
 * @param outputSize width of the output, at least 1
 * @param loss loss, and with it the activation of the output
 * @param lossAtEndOnly whether the last step is the only one that carries loss; the targets before it are then zero
 * @param symbolInput whether inputs are symbols, one-hot or as numbers as the engine likes
 */
public record Signature(
        int timeSteps, int inputSize, int outputSize, Loss loss, boolean lossAtEndOnly, boolean symbolInput) {

    /** Checks the sizes. */
    public Signature {
        if (timeSteps < 1 || inputSize < 1 || outputSize < 1) {
            throw new IllegalArgumentException("steps, inputs and outputs must be at least 1, not " + timeSteps + ", "
                    + inputSize + ", " + outputSize);
        }
        Objects.requireNonNull(loss);
    }
}
