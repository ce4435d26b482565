package io.lagbench.lstm1997;

/** The gradient of the loss. Of inputs that are symbols it has rows for those only that were seen. */
final class Gradient extends Parameters {
    private final RowSet rows;
    private final RowSet shortcutRows;

    /** All zero. */
    Gradient(Topology topology) {
        super(topology);
        this.rows = new RowSet(topology.inputs());
        this.shortcutRows = new RowSet(topology.inputs());
    }

    /** The inputs whose rows may be other than zero: all that were seen, since what a unit has seen goes on to count. */
    RowSet rows() {
        return rows;
    }

    /** The same of weights from inputs to outputs: the inputs of steps with loss, since outputs see no other. */
    RowSet shortcutRows() {
        return shortcutRows;
    }
}
