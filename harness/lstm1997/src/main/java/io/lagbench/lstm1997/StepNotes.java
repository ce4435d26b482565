package io.lagbench.lstm1997;

import java.util.Arrays;

/** What is noted of at most {@value #STEPS} steps, from which derivatives are summed up: few enough to stay in the first cache. */
final class StepNotes {
    /** Most steps. */
    static final int STEPS = 64;

    /**
     * Derivatives of the states by net inputs: [place][step]. A cell has one by its own net input, by that of its input gate and by that of
     * its forget gate; places are counted {@code unit kind x cells + cell} and filled up with zeros to an even number.
     */
    final double[] slopes;

    /** What recurrent weights and biases saw: [column][step], a column for each source, then one of ones, then zeros to a multiple of four. */
    final double[] seen;

    /** What each cell kept of its state: [cell][step]; empty where cells do not forget. */
    final double[] kept;

    /** Steps that are noted. */
    int count;

    StepNotes(Topology topology) {
        int sources = topology.sources();
        this.slopes = new double[filledUp(topology.carriedUnits() * topology.cells(), 2) * STEPS];
        this.seen = new double[filledUp(sources + 1, 4) * STEPS];
        Arrays.fill(seen, sources * STEPS, (sources + 1) * STEPS, 1);
        this.kept = new double[topology.forgetGate() ? topology.cells() * STEPS : 0];
    }

    private static int filledUp(int count, int multiple) {
        return (count + multiple - 1) / multiple * multiple;
    }

    /** Number of places. */
    int places() {
        return slopes.length / STEPS;
    }

    /** Number of columns. */
    int columns() {
        return seen.length / STEPS;
    }

    /** Steps for which there is room. */
    int room() {
        return STEPS - count;
    }
}
