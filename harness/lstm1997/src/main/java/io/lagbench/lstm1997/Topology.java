package io.lagbench.lstm1997;

import java.util.stream.IntStream;

/**
 * The units of a network and what they see. Units are cells, block after block, then one input gate a block, then output gates,
 * then forget gates, where there are any; all of them are in this order wherever units are counted.
 *
 * @param memory whether units are memory cells and their gates; else cells are plain recurrent units, the blocks have no gates
 * @param inputs width of the input
 * @param outputs width of the output
 * @param blocks memory blocks, whose cells share gates
 * @param blockCells cells of a block
 * @param recurrence what units see of the step before
 * @param outputGate whether blocks have an output gate; without one it is always open
 * @param forgetGate whether blocks have a forget gate; the paper's have none, and their cells never forget
 * @param firstOutput what units see of the others at the first step
 * @param biases which units have a bias
 * @param content g, the squashing of what enters a cell, or of a plain unit
 * @param state h, the squashing of what leaves it
 * @param shortcut whether outputs see the inputs too
 */
record Topology(
        boolean memory,
        int inputs,
        int outputs,
        int blocks,
        int blockCells,
        Recurrence recurrence,
        double firstOutput,
        boolean outputGate,
        boolean forgetGate,
        Biases biases,
        Squashing content,
        Squashing state,
        boolean shortcut) {

    /** Cells. */
    int cells() {
        return blocks * blockCells;
    }

    /** Cells and gates. */
    int units() {
        return cells() + (memory ? blocks * (1 + (outputGate ? 1 : 0) + (forgetGate ? 1 : 0)) : 0);
    }

    /** The unit that is the first input gate. */
    int inputGates() {
        return cells();
    }

    /** The unit that is the first output gate. */
    int outputGates() {
        return inputGates() + blocks;
    }

    /** The unit that is the first forget gate. */
    int forgetGates() {
        return outputGates() + (outputGate ? blocks : 0);
    }

    /** Units that are seen at the next step: the first so many. */
    int sources() {
        return switch (recurrence) {
            case FULL -> units();
            case CELLS -> cells();
            case NONE -> 0;
        };
    }

    /** The first unit that has a bias; all behind it have one, and none if it is {@link #units}. */
    int firstBias() {
        return switch (biases) {
            case NONE -> units();
            case GATES -> cells();
            case HIDDEN, ALL -> 0;
        };
    }

    /** Whether outputs have a bias. */
    boolean outputBias() {
        return biases == Biases.ALL;
    }

    /** The block of each cell. */
    int[] blockOfCell() {
        return IntStream.range(0, cells()).map(cell -> cell / blockCells).toArray();
    }

    /** Weights whose gradient a cell carries along with its state: those into it, its input gate and its forget gate. */
    int carriedUnits() {
        return forgetGate ? 3 : 2;
    }

    /** Trainable weights. */
    int weights() {
        int perUnit = inputs + sources();
        int perOutput = cells() + (shortcut ? inputs : 0) + (outputBias() ? 1 : 0);
        return units() * perUnit + units() - firstBias() + outputs * perOutput;
    }
}
