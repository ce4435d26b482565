package io.lagbench.lstm1997;

/** Topologies for tests: memory cells with all weights, gates and squashings of the paper's appendix, but for what a test names. */
final class TopologyBuilder {
    private final int inputs;
    private final int outputs;
    private final int blocks;
    private final int blockCells;
    private Recurrence recurrence = Recurrence.FULL;
    private double firstOutput;
    private boolean outputGate = true;
    private boolean forgetGate;
    private Squashing content = Squashing.CENTERED_2;
    private Squashing state = Squashing.CENTERED_1;
    private boolean shortcut;

    TopologyBuilder(int inputs, int outputs, int blocks, int blockCells) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.blocks = blocks;
        this.blockCells = blockCells;
    }

    TopologyBuilder recurrence(Recurrence seen) {
        recurrence = seen;
        return this;
    }

    TopologyBuilder firstOutput(double seen) {
        firstOutput = seen;
        return this;
    }

    TopologyBuilder outputGate(boolean there) {
        outputGate = there;
        return this;
    }

    TopologyBuilder forgetGate(boolean there) {
        forgetGate = there;
        return this;
    }

    TopologyBuilder squashing(Squashing g, Squashing h) {
        content = g;
        state = h;
        return this;
    }

    TopologyBuilder shortcut() {
        shortcut = true;
        return this;
    }

    Topology build() {
        return new Topology(
                true,
                inputs,
                outputs,
                blocks,
                blockCells,
                recurrence,
                firstOutput,
                outputGate,
                forgetGate,
                Biases.ALL,
                content,
                state,
                shortcut);
    }
}
