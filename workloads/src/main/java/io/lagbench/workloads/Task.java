package io.lagbench.workloads;

/**
 * What is to be learned: streams of sequences, the output layer and loss, the floors, and when it counts as solved.
 * Immutable; streams taken from it are independent of each other.
 */
public interface Task {

    /** Name as users type it, for example {@code original}. */
    String name();

    /** Sizes. */
    TaskShape shape();

    /** Output layer and loss. */
    Output output();

    /** Whether inputs are {@link SymbolSequences}. */
    default boolean symbolInput() {
        return false;
    }

    /** How an input symbol is written for people. */
    default String inputText(int symbol) {
        return Integer.toString(symbol);
    }

    /** How the answer that an output stands for is written for people. */
    default String outputText(int number) {
        return Integer.toString(number);
    }

    /** Whether the last step of a sequence is the only one that carries loss. */
    default boolean lossAtEndOnly() {
        return false;
    }

    /** Best expected result of a predictor that knows only the current input and the step index. */
    Floor memorylessFloor();

    /** Best expected result of a predictor that always answers the same. */
    Floor constantFloor();

    /** When the task counts as solved. */
    SuccessCriterion success();

    /**
     * Whether only a few sequences exist, so that training and evaluation both see all of them. Otherwise held-out
     * sequences are disjoint from training ones.
     */
    boolean exhaustive();

    /** Sequences in one evaluation. Where the task is {@link #exhaustive}, also the sequences of one epoch. */
    int evaluationSequences();

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

    /** A batch of the task's shape, without content. */
    Batch newBatch(int size);

    /**
     * The training stream of a seed, as many {@link #exhaustive} sequences in turn as there are, or drawn at random. Equal
     * seeds give equal streams.
     *
     * @param seed any value
     * @param shuffle whether each epoch of an exhaustive task has an order of its own; of no meaning for other tasks
     */
    BatchStream training(long seed, boolean shuffle);

    /** The evaluation stream, from its start: the same {@link #evaluationSequences} sequences every time. */
    BatchStream evaluation();
}
