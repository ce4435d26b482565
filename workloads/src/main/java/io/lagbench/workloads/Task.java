package io.lagbench.workloads;

/**
 * What is to be learned: streams of sequences, the loss, how answers are scored, the floors, and when it counts as solved.
 * Immutable; streams and scorers taken from it are independent of each other.
 */
public interface Task {

    /** Name as users type it, for example {@code original}. */
    String name();

    /**
     * The settings that describe it, those included that are fixed for it. Results have columns for {@code length} (symbols
     * or steps of a sequence), {@code alphabet} (different symbols), {@code classes} (different answers at the step that needs
     * memory) and {@code interior} (how the symbols between cue and answer come about); a task leaves out what it does not
     * have.
     */
    Settings settings();

    /** Sizes. */
    Shape shape();

    /** Loss and activation of the output layer. */
    Loss loss();

    /** A new scorer, to which nothing was added. */
    Scorer scorer();

    /** Training and evaluation sequences. */
    Streams streams();

    /** A batch of the task's shape, without content. */
    Batch newBatch(int size);

    /** What is reached without memory. */
    Floors floors();

    /** When the task counts as solved. */
    Success success();

    /** Whether each sequence's own last step is the only one that carries loss. */
    default boolean lossAtEndOnly() {
        return false;
    }

    /** Whether a sequence may be shorter than {@link Shape#timeSteps}: an engine has to know before it trains. */
    default boolean variableLengths() {
        return false;
    }

    /** Whether {@link #perturb} can be called. */
    default boolean perturbable() {
        return false;
    }

    /**
     * Changes the inputs of a batch that a stream has filled, and the targets where the right answers change with them.
     *
     * @throws UnsupportedOperationException if the task is not {@link #perturbable}
     */
    default void perturb(Batch batch, Perturbation perturbation) {
        throw new UnsupportedOperationException("task " + name() + " has no perturbations");
    }
}
