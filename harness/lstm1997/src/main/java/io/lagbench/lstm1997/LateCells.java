package io.lagbench.lstm1997;

/**
 * Sequential construction: cells join a network once the error has stopped falling, so that they are not taken for what can be done
 * without them. Source: Hochreiter and Schmidhuber 1997, section 4, where it is the first remedy of the abuse problem; when an
 * error has stopped falling is not said there. Here it has when {@value #SEQUENCES} training sequences have less than 1 % less loss than
 * the {@value #SEQUENCES} before.
 */
final class LateCells {
    private static final int SEQUENCES = 100;
    private static final double FALLEN = 0.99;

    private boolean joined;
    private double loss;
    private double lossBefore = Double.POSITIVE_INFINITY;
    private int sequences;

    /** @param late whether cells join later rather than being there from the start */
    LateCells(boolean late) {
        this.joined = !late;
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
            joined = loss > FALLEN * lossBefore;
            lossBefore = loss;
            loss = 0;
            sequences = 0;
        }
    }
}
