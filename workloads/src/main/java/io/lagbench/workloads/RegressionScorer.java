package io.lagbench.workloads;

/**
 * A {@link Scorer} of tasks whose outputs must come close to their targets, of whatever kind those are. The error of a
 * sequence is the largest absolute difference between an output and its target at a loss-carrying step; a sequence is right
 * if its error is below the tolerance. A recall is right if the same holds of the sequence's steps that need memory.
 */
public final class RegressionScorer implements Scorer {
    private final Loss loss;
    private final double tolerance;
    private double lossSum;
    private long lossSteps;
    private int outputs;
    private long sequencesSeen;
    private long right;
    private long recalls;
    private long recallsRight;
    private double errorSum;
    private Batch latestBatch;
    private Predictions latestPredictions;

    /** @param tolerance error below which an answer is right, above 0, in the unit of the targets */
    public RegressionScorer(Loss loss, double tolerance) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is not above 0");
        }
        this.loss = loss;
        this.tolerance = tolerance;
    }

    @Override
    public void add(Batch batch, int sequences, Predictions predictions) {
        outputs = batch.targets().width();
        for (int sequence = 0; sequence < sequences; sequence++) {
            addSequence(batch, sequence, predictions);
        }
        latestBatch = batch;
        latestPredictions = predictions;
    }

    private void addSequence(Batch batch, int sequence, Predictions predictions) {
        Sequences targets = batch.targets();
        double error = 0;
        double recallError = 0;
        boolean needsMemory = false;
        for (int step = 0; step < batch.length(sequence); step++) {
            if (!batch.carriesLoss(sequence, step)) {
                continue;
            }
            lossSteps++;
            for (int output = 0; output < outputs; output++) {
                lossSum +=
                        loss.ofOutput(predictions.get(sequence, output, step), targets.value(sequence, output, step));
            }
            double stepError = predictions.largestError(targets, sequence, step);
            error = Math.max(error, stepError);
            if (batch.needsMemory(sequence, step)) {
                needsMemory = true;
                recallError = Math.max(recallError, stepError);
            }
        }
        sequencesSeen++;
        errorSum += error;
        right += error < tolerance ? 1 : 0;
        if (needsMemory) {
            recalls++;
            recallsRight += recallError < tolerance ? 1 : 0;
        }
    }

    @Override
    public Score score() {
        if (lossSteps == 0) {
            throw new IllegalStateException("no step with loss was added");
        }
        return new Score(
                loss.mean(lossSum, lossSteps, outputs),
                (double) right / sequencesSeen,
                recalls == 0 ? Double.NaN : (double) recallsRight / recalls,
                Double.NaN,
                errorSum / sequencesSeen);
    }

    @Override
    public double error(int sequence) {
        return latestPredictions.largestError(latestBatch, sequence);
    }
}
