package io.lagbench.lstm1997;

/** Which units have a bias weight. */
enum Biases {
    /** None. */
    NONE("none"),
    /** Gates. */
    GATES("gates"),
    /** Cells and gates. */
    HIDDEN("hidden"),
    /** Cells, gates and outputs. */
    ALL("all");

    private final String label;

    Biases(String label) {
        this.label = label;
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return label;
    }
}
