package io.lagbench.lstm1997;

/** What cells and gates see of the step before. */
enum Recurrence {
    /** All cells and gates, as in the paper. */
    FULL("full"),
    /** The outputs of all cells. */
    CELLS("cells"),
    /** Nothing: cells and gates see the current input alone, and what came before only stays in the cells. */
    NONE("none");

    private final String label;

    Recurrence(String label) {
        this.label = label;
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return label;
    }
}
