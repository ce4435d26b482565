package io.lagbench.workloads;

/**
 * A {@link Scorer} of tasks whose outputs must come close to their targets, of whatever kind those are. The error of a
 * sequence is the largest absolute difference between an output and its target at a loss-carrying step; a sequence is right
 * if its error is below the tolerance. A recall is right if the same holds of the sequence's steps that need memory; a scorer may
 * judge by these alone.
 */
public final class RegressionScorer implements Scorer {
    private final Loss loss;
    private final double tolerance;
    private final boolean recallsAlone;
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
        this(loss, tolerance, false);
    }

    /**
     * A scorer of all loss-carrying steps or of fewer.
     *
     * @param recallsAlone whether the error of a sequence is that of the steps that need memory; its loss is that of all
     */
    RegressionScorer(Loss loss, double tolerance, boolean recallsAlone) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is not above 0");
        }
        this.loss = loss;
        this.tolerance = tolerance;
        this.recallsAlone = recallsAlone;
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
            needsMemory |= batch.needsMemory(sequence, step);
        }
        double error = error(batch, sequence, predictions);
        sequencesSeen++;
        errorSum += error;
        right += error < tolerance ? 1 : 0;
        if (needsMemory) {
            recalls++;
            recallsRight += predictions.largestRecallError(batch, sequence) < tolerance ? 1 : 0;
        }
    }

    private double error(Batch batch, int sequence, Predictions predictions) {
        return recallsAlone
                ? predictions.largestRecallError(batch, sequence)
                : predictions.largestError(batch, sequence);
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
        return error(latestBatch, sequence, latestPredictions);
    }
}
