package io.lagbench.lstm1997;

/** The gradient of the loss. Of inputs that are symbols it has rows for those only that were seen. */
final class Gradient extends Parameters {
    private final RowSet rows;

    /** All zero. */
    Gradient(Topology topology) {
        super(topology);
        this.rows = new RowSet(topology.inputs());
    }

    /** The inputs whose rows may be other than zero. */
    RowSet rows() {
        return rows;
    }
}
