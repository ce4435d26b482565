package io.lagbench.lstm1997;

import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.SymbolSequences;

/** The content of a batch as this engine reads it: symbols as numbers, all else as vectors. */
final class EncodedBatch {
    private final Batch batch;
    private final int[] symbols;
    private final double[] vectors;
    private final int[] lengths;
    private final boolean[] loss;
    private final double[] target;
    private final double[] targets;
    private final int targetSteps;

    /** @param lossAtEndOnly whether targets are those of each sequence's own last step */
    EncodedBatch(Batch batch, boolean lossAtEndOnly) {
        this.batch = batch;
        boolean symbolic = batch.inputs().kind() == Sequences.Kind.SYMBOLS;
        int steps = Math.multiplyExact(batch.size(), batch.timeSteps());
        this.symbols = symbolic ? new int[steps] : null;
        this.vectors = symbolic
                ? null
                : new double[Math.multiplyExact(steps, batch.inputs().width())];
        this.lengths = new int[batch.size()];
        this.loss = lossAtEndOnly ? null : new boolean[steps];
        this.targetSteps = lossAtEndOnly ? 1 : batch.timeSteps();
        this.target = new double[batch.targets().width()];
        this.targets = new double[Math.multiplyExact(batch.size() * targetSteps, target.length)];
    }

    /** Brings the batch's content over. */
    void encode() {
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            lengths[sequence] = batch.length(sequence);
            encodeInputs(sequence);
            if (loss == null) {
                encodeTarget(sequence, lengths[sequence] - 1);
                continue;
            }
            for (int step = 0; step < lengths[sequence]; step++) {
                boolean carriesLoss = batch.carriesLoss(sequence, step);
                loss[position(sequence, step)] = carriesLoss;
                if (carriesLoss) {
                    encodeTarget(sequence, step);
                }
            }
        }
    }

    private void encodeInputs(int sequence) {
        int position = position(sequence, 0);
        if (symbols != null) {
            ((SymbolSequences) batch.inputs()).copy(sequence, lengths[sequence], symbols, position);
            return;
        }
        int width = batch.inputs().width();
        for (int step = 0; step < lengths[sequence]; step++, position++) {
            for (int feature = 0; feature < width; feature++) {
                vectors[position * width + feature] = batch.inputs().value(sequence, feature, step);
            }
        }
    }

    private void encodeTarget(int sequence, int step) {
        int first = targetStart(sequence, step);
        for (int output = 0; output < target.length; output++) {
            targets[first + output] = batch.targets().value(sequence, output, step);
        }
    }

    private int targetStart(int sequence, int step) {
        return (sequence * targetSteps + (targetSteps == 1 ? 0 : step)) * target.length;
    }

    /** Number of sequences. */
    int size() {
        return lengths.length;
    }

    /** Steps of a sequence. */
    int length(int sequence) {
        return lengths[sequence];
    }

    /** Whether inputs are symbols. */
    boolean symbolic() {
        return symbols != null;
    }

    /** Where the input of a step lies: in {@link #symbols}, or times the width in {@link #vectors}. */
    int position(int sequence, int step) {
        return sequence * batch.timeSteps() + step;
    }

    /** A number for each step; {@link SymbolSequences#NONE} for none. */
    int[] symbols() {
        return symbols;
    }

    /** The inputs of each step. */
    double[] vectors() {
        return vectors;
    }

    /** The first step from one on that carries loss, where not only the last one does; the sequence's length if there is none. */
    int nextLoss(int sequence, int from) {
        int step = from;
        while (step < lengths[sequence] && !loss[position(sequence, step)]) {
            step++;
        }
        return step;
    }

    /** The target of a step that carries loss; valid until the next call. */
    double[] target(int sequence, int step) {
        System.arraycopy(targets, targetStart(sequence, step), target, 0, target.length);
        return target;
    }
}
