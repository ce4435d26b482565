package io.lagbench.lstm1997;

import java.util.Arrays;

/** What is noted of at most {@value #STEPS} steps, from which derivatives are summed up: few enough to stay in the first cache. */
final class StepNotes {
    /** Most steps. */
    static final int STEPS = 64;

    /** Columns are summed up so many at once. */
    static final int SIDE_BY_SIDE = 4;

    /** Places are summed up so many at once. */
    static final int PLACES_AT_ONCE = 2;

    /**
     * Derivatives of the states by net inputs: [place][step]. A cell has one by its own net input, by that of its input gate and by that of
     * its forget gate; places are counted {@code unit kind x cells + cell}. One of zeros follows where their number is odd.
     */
    final double[] slopes;

    /** What recurrent weights and biases saw: [column][step], a column for each source, then one of ones, then zeros to a multiple of {@value #SIDE_BY_SIDE}. */
    final double[] seen;

    /** What each cell kept of its state: [cell][step]; empty where cells do not forget. */
    final double[] kept;

    /** Steps that are noted. */
    int count;

    StepNotes(Topology topology) {
        int sources = topology.sources();
        int places = topology.carriedUnits() * topology.cells();
        this.slopes = new double[(places + PLACES_AT_ONCE - 1) / PLACES_AT_ONCE * PLACES_AT_ONCE * STEPS];
        this.seen = new double[(sources + SIDE_BY_SIDE) / SIDE_BY_SIDE * SIDE_BY_SIDE * STEPS];
        Arrays.fill(seen, sources * STEPS, (sources + 1) * STEPS, 1);
        this.kept = new double[topology.forgetGate() ? topology.cells() * STEPS : 0];
    }

    /** Number of places, with one of zeros where that makes it even. */
    int paddedPlaces() {
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
