package io.lagbench.lstm1997;

/** The weights of a network, or a value for each of them. */
class Parameters {
    /** [input][unit]; one row more, of zeros, for no symbol. */
    final double[] input;

    /** [unit][source]. */
    final double[] recurrent;

    /** [unit]; zeros where there is none. */
    final double[] bias;

    /** [output][cell]. */
    final double[] output;

    /** [input][output]; empty where outputs do not see inputs. */
    final double[] shortcut;

    /** [output]; zeros where there is none. */
    final double[] outputBias;

    /** All zero. */
    Parameters(Topology topology) {
        int units = topology.units();
        input = new double[Math.multiplyExact(topology.inputs() + 1, units)];
        recurrent = new double[units * topology.sources()];
        bias = new double[units];
        output = new double[topology.outputs() * topology.cells()];
        shortcut = new double[topology.shortcut() ? topology.inputs() * topology.outputs() : 0];
        outputBias = new double[topology.outputs()];
    }
}
