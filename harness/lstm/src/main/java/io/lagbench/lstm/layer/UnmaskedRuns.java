package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A mask as the runs of steps it leaves: since a masked step puts the state to zero, each run is a sequence of its own, and a
 * batch of runs, padded at their ends, is an ordinary batch. Exact in outputs and gradients, in one call of a kernel.
 */
final class UnmaskedRuns {
    private final int batch;
    private final int timeSteps;
    private final List<Run> runs = new ArrayList<>();
    private int longest;

    /** Steps [from, to) of one sequence. */
    private record Run(int sequence, int from, int to) {
        int length() {
            return to - from;
        }
    }

    /**
     * Reads a mask.
     *
     * @param mask [batch, time] of zeros and ones
     * @throws IllegalArgumentException if its shape or a value is another; the message has both
     */
    UnmaskedRuns(INDArray mask, int batch, int timeSteps) {
        this.batch = batch;
        this.timeSteps = timeSteps;
        if (!Arrays.equals(mask.shape(), new long[] {batch, timeSteps})) {
            throw new IllegalArgumentException("FusedLSTM needs a mask [batch, time] of [" + batch + ", " + timeSteps
                    + "], not " + Arrays.toString(mask.shape()));
        }
        float[][] values = mask.castTo(DataType.FLOAT).toFloatMatrix();
        for (int s = 0; s < batch; s++) {
            int from = 0;
            for (int t = 0; t <= timeSteps; t++) {
                float value = t < timeSteps ? values[s][t] : 0;
                if (value != 0 && value != 1) {
                    throw new IllegalArgumentException("FusedLSTM needs a mask of zeros and ones, not " + value
                            + " at sequence " + s + ", step " + t);
                }
                if (value == 0) {
                    if (t > from) {
                        runs.add(new Run(s, from, t));
                        longest = Math.max(longest, t - from);
                    }
                    from = t + 1;
                }
            }
        }
    }

    /** Number of runs. */
    int count() {
        return runs.size();
    }

    /** Steps of the longest run. */
    int longest() {
        return longest;
    }

    /** Whether nothing is masked. */
    boolean whole() {
        return count() == batch && runs.stream().allMatch(run -> run.length() == timeSteps);
    }

    /** Copies [batch, size, time] into [longest, count, size]; what is beyond a run's end is zero. */
    void gather(INDArray batchFirst, INDArray target) {
        target.assign(0);
        for (int r = 0; r < count(); r++) {
            Run run = runs.get(r);
            steps(target, r, run).assign(steps(batchFirst, run));
        }
    }

    /** Copies [longest, count, size] into [batch, size, time]; masked steps are zero. */
    void scatter(INDArray timeMajor, INDArray target) {
        target.assign(0);
        for (int r = 0; r < count(); r++) {
            Run run = runs.get(r);
            steps(target, run).assign(steps(timeMajor, r, run));
        }
    }

    /** Of a time-major batch of runs the steps of one, [length, size]. */
    private static INDArray steps(INDArray timeMajor, int index, Run run) {
        return timeMajor.get(NDArrayIndex.interval(0, run.length()), NDArrayIndex.point(index), NDArrayIndex.all());
    }

    /** The same steps where they came from, [length, size]. */
    private static INDArray steps(INDArray batchFirst, Run run) {
        return batchFirst
                .get(NDArrayIndex.point(run.sequence), NDArrayIndex.all(), NDArrayIndex.interval(run.from, run.to))
                .transpose();
    }

    /** The state before each run: that of its sequence for a run that begins at the first step, else zero. */
    LstmState before(LstmState state) {
        if (state == null) {
            return null;
        }
        return new LstmState(before(state.output()), before(state.cell()));
    }

    private INDArray before(INDArray state) {
        INDArray rows = Nd4j.zeros(DataType.FLOAT, count(), state.size(1));
        for (int r = 0; r < count(); r++) {
            if (runs.get(r).from == 0) {
                rows.putRow(r, state.getRow(runs.get(r).sequence));
            }
        }
        return rows;
    }

    /**
     * The state after the last step: that of the run that ends there, else zero.
     *
     * @param afterLongest the state after the longest run's last step, a row per run
     * @throws UnsupportedOperationException if a shorter run ends at the last step: its state is not known
     */
    LstmState after(LstmState afterLongest) {
        INDArray output =
                Nd4j.zeros(DataType.FLOAT, batch, afterLongest.output().size(1));
        INDArray cell = output.like();
        for (int r = 0; r < count(); r++) {
            Run run = runs.get(r);
            if (run.to == timeSteps) {
                if (run.length() < longest) {
                    throw new UnsupportedOperationException("FusedLSTM carries state on only from masks that are padded"
                            + " on the right; sequence " + run.sequence + " is used from step " + run.from);
                }
                output.putRow(run.sequence, afterLongest.output().getRow(r));
                cell.putRow(run.sequence, afterLongest.cell().getRow(r));
            }
        }
        return new LstmState(output, cell);
    }
}
