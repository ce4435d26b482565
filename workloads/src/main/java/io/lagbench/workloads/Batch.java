package io.lagbench.workloads;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * A batch of sequences: inputs, targets, lengths, which steps carry loss, which need memory. Mutable and reused: a
 * {@link BatchStream} fills it again and again. A sequence may be shorter than the batch: its steps come first, and those
 * at or beyond its length have no input, no target and no loss.
 */
public final class Batch {
    private final Sequences inputs;
    private final Sequences targets;
    private final int[] lengths;
    private final boolean[] loss;
    private final boolean[] recall;

    /** A batch of sequences of full length in which no step carries loss yet. */
    public Batch(Sequences inputs, Sequences targets) {
        if (inputs.batch() != targets.batch() || inputs.timeSteps() != targets.timeSteps()) {
            throw new IllegalArgumentException("inputs are " + inputs.batch() + " x " + inputs.timeSteps()
                    + " but targets are " + targets.batch() + " x " + targets.timeSteps());
        }
        this.inputs = inputs;
        this.targets = targets;
        this.lengths = new int[inputs.batch()];
        Arrays.fill(lengths, inputs.timeSteps());
        this.loss = new boolean[Math.multiplyExact(inputs.batch(), inputs.timeSteps())];
        this.recall = new boolean[loss.length];
    }

    /** Number of sequences. */
    public int size() {
        return inputs.batch();
    }

    /** Number of steps of the longest sequence there can be. */
    public int timeSteps() {
        return inputs.timeSteps();
    }

    /** What the network sees. */
    public Sequences inputs() {
        return inputs;
    }

    /** What the network should answer. */
    public Sequences targets() {
        return targets;
    }

    /**
     * Makes room for another sequence in the place of one: inputs, targets and marks of all its steps are taken away.
     * Streams of sequences whose length varies call it before they write one; where the length is always the same, what
     * is written anew need not be taken away.
     *
     * @param length steps of the new sequence
     * @throws IllegalArgumentException if the length is not in 1 to {@link #timeSteps}
     */
    public void restart(int sequence, int length) {
        if (length < 1 || length > timeSteps()) {
            throw new IllegalArgumentException("length " + length + " is outside 1 to " + timeSteps());
        }
        lengths[sequence] = length;
        inputs.clear(sequence);
        targets.clear(sequence);
        int first = sequence * timeSteps();
        Arrays.fill(loss, first, first + timeSteps(), false);
        Arrays.fill(recall, first, first + timeSteps(), false);
    }

    /** Number of steps of one sequence. */
    public int length(int sequence) {
        return lengths[sequence];
    }

    /** Number of steps of all sequences. */
    public long steps() {
        long steps = 0;
        for (int length : lengths) {
            steps += length;
        }
        return steps;
    }

    /**
     * Says whether a step carries loss and whether its answer needs memory. A step needing memory carries loss. A step that
     * carries loss must have its target before an engine trains on the batch: of symbols, one of them rather than none.
     *
     * @throws IllegalArgumentException if a step needs memory and carries no loss, or carries loss beyond the length
     */
    public void mark(int sequence, int step, boolean carriesLoss, boolean needsMemory) {
        if (needsMemory && !carriesLoss) {
            throw new IllegalArgumentException("a step that needs memory must carry loss");
        }
        if (carriesLoss && step >= lengths[sequence]) {
            throw new IllegalArgumentException("step " + step + " of sequence " + sequence
                    + " cannot carry loss; allowed: steps below its length, " + lengths[sequence]);
        }
        int position = sequence * timeSteps() + step;
        loss[position] = carriesLoss;
        recall[position] = needsMemory;
    }

    /** Whether a step carries loss. */
    public boolean carriesLoss(int sequence, int step) {
        return loss[sequence * timeSteps() + step];
    }

    /** Whether the answer of a step needs memory. */
    public boolean needsMemory(int sequence, int step) {
        return recall[sequence * timeSteps() + step];
    }

    /** Number of steps, over all sequences, that carry loss. */
    public long lossSteps() {
        return count(loss);
    }

    /** Number of steps, over all sequences, whose answer needs memory. */
    public long recallSteps() {
        return count(recall);
    }

    private static long count(boolean[] marks) {
        long steps = 0;
        for (boolean marked : marks) {
            if (marked) {
                steps++;
            }
        }
        return steps;
    }

    /**
     * Writes the number of the target symbol for every step that carries loss, and {@link SymbolSequences#NONE} for the
     * others. Targets must be {@link SymbolSequences}.
     *
     * @param target a buffer of at least size x timeSteps ints
     * @param layout where the numbers go; the feature is always 0
     */
    public void targetNumbers(IntBuffer target, Layout layout) {
        SymbolSequences symbols = (SymbolSequences) targets;
        for (int sequence = 0; sequence < size(); sequence++) {
            for (int step = 0; step < timeSteps(); step++) {
                target.put(layout.index(sequence, 0, step), targetNumber(symbols, sequence, step));
            }
        }
    }

    private int targetNumber(SymbolSequences symbols, int sequence, int step) {
        return carriesLoss(sequence, step) ? symbols.get(sequence, step) : SymbolSequences.NONE;
    }

    /**
     * Writes the target of each sequence's own last step, for networks that answer once.
     *
     * @param target a buffer of at least size x width floats
     * @param layout where the values go; the step is always 0
     */
    public void encodeLastTargets(FloatBuffer target, Layout layout) {
        for (int sequence = 0; sequence < size(); sequence++) {
            int last = lengths[sequence] - 1;
            for (int feature = 0; feature < targets.width(); feature++) {
                target.put(layout.index(sequence, feature, 0), targets.value(sequence, feature, last));
            }
        }
    }

    /**
     * Writes 1 for every step that carries loss and 0 for the others.
     *
     * @param target a buffer of at least size x timeSteps floats
     * @param layout where the values go; the feature is always 0
     */
    public void encodeLossMask(FloatBuffer target, Layout layout) {
        for (int sequence = 0; sequence < size(); sequence++) {
            for (int step = 0; step < timeSteps(); step++) {
                target.put(layout.index(sequence, 0, step), carriesLoss(sequence, step) ? 1f : 0f);
            }
        }
    }
}
