package io.lagbench.lstm1997;

/**
 * Takes memory cells from step to step. Source: Hochreiter and Schmidhuber 1997, appendix A.1, with the forget gate of Gers, Schmidhuber
 * and Cummins 2000: net inputs are of the current input and of the units one step before, {@code s = f s + in g(net)}, the output is
 * {@code out h(s)}.
 */
abstract class CellSteps {
    final Topology topology;
    final double[] input;
    final double[] recurrent;
    final double[] bias;

    /** Of each cell. */
    final double[] states;

    /**
     * Of each unit after the latest step: outputs of cells, then of gates. Those of cells are kept up only where units see them at the next
     * step.
     */
    final double[] after;

    /** What units saw at the latest step, of each source. */
    final double[] before;

    CellSteps(Topology topology, Parameters weights) {
        this.topology = topology;
        this.input = weights.input;
        this.recurrent = weights.recurrent;
        this.bias = weights.bias;
        this.states = new double[topology.cells()];
        this.after = new double[topology.units()];
        this.before = new double[topology.sources()];
    }

    /**
     * Goes through steps of one sequence.
     *
     * @param symbols the input of each position, where it is symbols
     * @param vectors the inputs of each position, where they are not
     * @param from position of the first step
     * @param to position behind the last one
     * @param notes where to note each step; null for none
     */
    abstract void run(int[] symbols, double[] vectors, int from, int to, StepNotes notes);
}
