package io.lagbench.engine;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Task;
import java.util.Objects;

/**
 * What goes into a network and what comes out.
 *
 * @param timeSteps steps of the longest sequence, at least 1: the longest lag there can be
 * @param variableLengths whether sequences of a batch may be shorter; if not, all have {@code timeSteps}
 * @param input kind of the inputs; symbols are one-hot or numbers, as the engine likes
 * @param inputSize width of the input, at least 1
 * @param target kind of the targets
 * @param outputSize width of the output, at least 1
 * @param loss loss, and with it the activation of the output
 * @param lossAtEndOnly whether each sequence's own last step is the only one that carries loss; the targets before it are
 *     then zero
 */
public record Signature(
        int timeSteps,
        boolean variableLengths,
        Sequences.Kind input,
        int inputSize,
        Sequences.Kind target,
        int outputSize,
        Loss loss,
        boolean lossAtEndOnly) {

    /** Checks the sizes. */
    public Signature {
        if (timeSteps < 1 || inputSize < 1 || outputSize < 1) {
            throw new IllegalArgumentException("steps, inputs and outputs must be at least 1, not " + timeSteps + ", "
                    + inputSize + ", " + outputSize);
        }
        Objects.requireNonNull(input);
        Objects.requireNonNull(target);
        Objects.requireNonNull(loss);
    }

    /** That of a task. */
    public static Signature of(Task task) {
        Batch batch = task.newBatch(1);
        return new Signature(
                task.shape().timeSteps(),
                task.variableLengths(),
                batch.inputs().kind(),
                task.shape().inputSize(),
                batch.targets().kind(),
                task.shape().outputSize(),
                task.loss(),
                task.lossAtEndOnly());
    }
}
