package io.lagbench.workloads;

/** The sequences of a task: what is trained on and what is evaluated. */
public interface Streams {

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

    /**
     * What one of the evaluations of a training sees. Where the task's definition asks for new sequences at each, those of that number;
     * else always {@link #evaluation}.
     *
     * @param number of the evaluation, from 0
     */
    default BatchStream evaluation(long number) {
        return evaluation();
    }

    /** Sequences in one evaluation. Where the task is {@link #exhaustive}, also the sequences of one epoch. */
    int evaluationSequences();

    /**
     * Whether only a few sequences exist, and training and evaluation both see all of them in turn. Otherwise held-out
     * sequences are disjoint from training ones, but for tasks whose definition has it that they are not.
     */
    boolean exhaustive();
}
