package io.lagbench.workloads;

import java.nio.FloatBuffer;

/** Adds up loss, accuracy and recall over the batches of one evaluation whose targets are symbols. */
public final class Scorer {
    private final Output output;
    private final int outputs;
    private double lossSum;
    private long lossSteps;
    private long right;
    private double marginSum;
    private long recallSteps;
    private long recallRight;

    /** A scorer for the outputs of a task. */
    public Scorer(Task task) {
        this.output = task.output();
        this.outputs = task.shape().outputSize();
    }

    /**
     * Adds the first {@code sequences} sequences of a batch.
     *
     * @param batch targets and marks
     * @param predictions probabilities for (sequence, output, step)
     * @param layout where they lie
     */
    public void add(Batch batch, int sequences, FloatBuffer predictions, Layout layout) {
        SymbolSequences targets = (SymbolSequences) batch.targets();
        for (int sequence = 0; sequence < sequences; sequence++) {
            for (int step = 0; step < batch.timeSteps(); step++) {
                if (batch.carriesLoss(sequence, step)) {
                    addStep(
                            targets.get(sequence, step),
                            batch.needsMemory(sequence, step),
                            predictions,
                            layout,
                            layout.index(sequence, 0, step));
                }
            }
        }
    }

    private void addStep(int target, boolean needsMemory, FloatBuffer predictions, Layout layout, int origin) {
        double pRight = predictions.get(origin + target * layout.featureStride());
        double strongestWrong = Double.NEGATIVE_INFINITY;
        double wrongLoss = 0;
        for (int k = 0; k < outputs; k++) {
            if (k != target) {
                double p = predictions.get(origin + k * layout.featureStride());
                strongestWrong = Math.max(strongestWrong, p);
                if (output == Output.SIGMOID) {
                    wrongLoss -= Math.log(1 - Output.clip(p));
                }
            }
        }
        boolean isRight = pRight > strongestWrong;
        lossSum += output.stepLoss(pRight, wrongLoss);
        lossSteps++;
        right += isRight ? 1 : 0;
        if (needsMemory) {
            recallSteps++;
            recallRight += isRight ? 1 : 0;
            marginSum += pRight - strongestWrong;
        }
    }

    /** Answers that need memory and were wrong so far. */
    public long wrongRecalls() {
        return recallSteps - recallRight;
    }

    /**
     * The strongest output at one step: the network's answer.
     *
     * @param predictions probabilities for (sequence, output, step)
     */
    public int answer(FloatBuffer predictions, Layout layout, int sequence, int step) {
        int best = 0;
        for (int k = 1; k < outputs; k++) {
            if (predictions.get(layout.index(sequence, k, step))
                    > predictions.get(layout.index(sequence, best, step))) {
                best = k;
            }
        }
        return best;
    }

    /**
     * The score of all that was added.
     *
     * @throws IllegalStateException if no step with loss was added
     */
    public Score score() {
        if (lossSteps == 0) {
            throw new IllegalStateException("no step with loss was added");
        }
        return new Score(
                output.mean(lossSum, lossSteps, outputs),
                (double) right / lossSteps,
                recallSteps == 0 ? Double.NaN : (double) recallRight / recallSteps,
                recallSteps == 0 ? Double.NaN : marginSum / recallSteps);
    }
}
