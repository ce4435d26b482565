package io.lagbench.lstm1997;

import java.util.Arrays;

/** The gradient of the loss. Of inputs that are symbols it has rows for those only that were seen. */
final class Gradient extends Parameters {
    private final Topology topology;
    private final RowSet rows;

    /** All zero. */
    Gradient(Topology topology) {
        super(topology);
        this.topology = topology;
        this.rows = new RowSet(topology.inputs());
    }

    /** The inputs whose rows may be other than zero. */
    RowSet rows() {
        return rows;
    }

    /** Makes it zero. */
    void clear() {
        int units = filledUp(topology.units());
        int outputs = topology.outputs();
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i);
            Arrays.fill(input, row * units, (row + 1) * units, 0);
            if (topology.shortcut()) {
                Arrays.fill(shortcut, row * outputs, (row + 1) * outputs, 0);
            }
        }
        rows.clear();
        Arrays.fill(recurrent, 0);
        Arrays.fill(bias, 0);
        Arrays.fill(output, 0);
        Arrays.fill(outputBias, 0);
    }
}
