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
     * Sequences that a solved network is tested on once, at the end, where the task's definition has such a test: evaluations that
     * decide when training ends do not say without bias how good it is then. 0 where the last evaluation is what counts.
     */
    default int testSequences() {
        return 0;
    }

    /** The test stream, from its start: sequences of no evaluation. Asked for only where there are {@link #testSequences}. */
    default BatchStream test() {
        throw new UnsupportedOperationException("no test sequences");
    }

    /**
     * Whether only a few sequences exist, and training and evaluation both see all of them in turn. Otherwise held-out
     * sequences are disjoint from training ones, but for tasks whose definition has it that they are not.
     */
    boolean exhaustive();
}
