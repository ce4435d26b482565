package io.lagbench.workloads;

import java.nio.FloatBuffer;

/**
 * A batch of sequences: inputs, targets, which steps carry loss, which need memory. Mutable and reused: a
 * {@link BatchStream} fills it again and again.
 */
public final class Batch {
    private final Sequences inputs;
    private final Sequences targets;
    private final boolean[] loss;
    private final boolean[] recall;

    /** A batch in which no step carries loss yet. */
    public Batch(Sequences inputs, Sequences targets) {
        if (inputs.batch() != targets.batch() || inputs.timeSteps() != targets.timeSteps()) {
            throw new IllegalArgumentException("inputs are " + inputs.batch() + " x " + inputs.timeSteps()
                    + " but targets are " + targets.batch() + " x " + targets.timeSteps());
        }
        this.inputs = inputs;
        this.targets = targets;
        this.loss = new boolean[Math.multiplyExact(inputs.batch(), inputs.timeSteps())];
        this.recall = new boolean[loss.length];
    }

    /** Number of sequences. */
    public int size() {
        return inputs.batch();
    }

    /** Number of steps. */
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

    /** Says whether a step carries loss and whether its answer needs memory. A step needing memory carries loss. */
    public void mark(int sequence, int step, boolean carriesLoss, boolean needsMemory) {
        if (needsMemory && !carriesLoss) {
            throw new IllegalArgumentException("a step that needs memory must carry loss");
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
     * @param target a buffer of at least size x timeSteps floats
     * @param layout where the values go; the feature is always 0
     */
    public void encodeTargetNumbers(FloatBuffer target, Layout layout) {
        SymbolSequences symbols = (SymbolSequences) targets;
        int position = 0;
        for (int sequence = 0; sequence < size(); sequence++) {
            for (int step = 0; step < timeSteps(); step++, position++) {
                int number = loss[position] ? symbols.get(sequence, step) : SymbolSequences.NONE;
                target.put(layout.index(sequence, 0, step), number);
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
        int position = 0;
        for (int sequence = 0; sequence < size(); sequence++) {
            for (int step = 0; step < timeSteps(); step++, position++) {
                target.put(layout.index(sequence, 0, step), loss[position] ? 1f : 0f);
            }
        }
    }
}
