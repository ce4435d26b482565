package io.lagbench.lstm1997;

/**
 * Sequential construction: cells join a network once the error has stopped falling, so that they are not taken for what can be done
 * without them. Source: Hochreiter and Schmidhuber 1997, section 4, where it is the first remedy of the abuse problem; when an
 * error has stopped falling is not said there. Here it has when {@value #SEQUENCES} training sequences have at least a certain share of
 * the loss of the {@value #SEQUENCES} before.
 */
final class LateCells {
    private static final int SEQUENCES = 100;

    private final double share;
    private boolean joined;
    private double loss;
    private double lossBefore = Double.POSITIVE_INFINITY;
    private int sequences;

    /** @param share of the loss before, at most 1; 0 for cells that are there from the start */
    LateCells(double share) {
        this.share = share;
        this.joined = share == 0;
    }

    /** Whether they are there. */
    boolean joined() {
        return joined;
    }

    /** Takes the loss of the next training sequence. */
    void trained(double sequenceLoss) {
        if (joined) {
            return;
        }
        loss += sequenceLoss;
        sequences++;
        if (sequences == SEQUENCES) {
            joined = loss >= share * lossBefore;
            lossBefore = loss;
            loss = 0;
            sequences = 0;
        }
    }
}
