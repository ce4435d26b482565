package io.lagbench.lstm1997;

import java.util.Arrays;

/** One sequence on its way through memory cells: where it is, and what its latest step hands to the next. */
final class Lane {
    private final double firstOutput;

    /** Of each cell. */
    final double[] states;

    /**
     * Of each unit after the latest step: outputs of cells, then of gates. Those of cells are kept up only where units see them at the next
     * step.
     */
    final double[] after;

    /** What units saw at the latest step, of each source. */
    final double[] before;

    /** Where to note each step; null for none. */
    StepNotes notes;

    /** Position of the next step's input. */
    int position;

    Lane(Topology topology) {
        this.firstOutput = topology.firstOutput();
        this.states = new double[topology.cells()];
        this.after = new double[topology.units()];
        this.before = new double[topology.sources()];
    }

    /** As before the first step of a sequence. */
    void begin() {
        Arrays.fill(states, 0);
        Arrays.fill(after, firstOutput);
    }
}
