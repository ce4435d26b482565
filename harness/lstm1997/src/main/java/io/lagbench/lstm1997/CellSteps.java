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

    CellSteps(Topology topology, Parameters weights) {
        this.topology = topology;
        this.input = weights.input;
        this.recurrent = weights.recurrent;
        this.bias = weights.bias;
    }

    /**
     * Goes through steps of one sequence.
     *
     * @param symbols the input of each position, where it is symbols
     * @param vectors the inputs of each position, where they are not
     * @param steps how many
     */
    abstract void run(int[] symbols, double[] vectors, int steps, Lane lane);

    /** Goes through as many steps of each of two sequences, side by side where that takes less time, with the same results. */
    void run(int[] symbols, double[] vectors, int steps, Lane first, Lane second) {
        run(symbols, vectors, steps, first);
        run(symbols, vectors, steps, second);
    }
}
