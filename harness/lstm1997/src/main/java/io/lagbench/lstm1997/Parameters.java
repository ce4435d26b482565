package io.lagbench.lstm1997;

/**
 * The weights of a network, or a value for each of them. Units lie in groups of {@value #GROUP}, so that a loop over what they see works
 * on neighbours; what fills up the last group is zero.
 */
class Parameters {
    /** Units that lie side by side. */
    static final int GROUP = 2;

    /** [input][unit], the units filled up; one row more, of zeros, for no symbol. */
    final double[] input;

    /** [group of units][source][unit of the group]. */
    final double[] recurrent;

    /** [unit], filled up; zeros where there is none. */
    final double[] bias;

    /** [output][cell]. */
    final double[] output;

    /** [input][output]; empty where outputs do not see inputs. */
    final double[] shortcut;

    /** [output]; zeros where there is none. */
    final double[] outputBias;

    /** All zero. */
    Parameters(Topology topology) {
        int units = filledUp(topology.units());
        input = new double[Math.multiplyExact(topology.inputs() + 1, units)];
        recurrent = new double[units * topology.sources()];
        bias = new double[units];
        output = new double[topology.outputs() * topology.cells()];
        shortcut = new double[topology.shortcut() ? topology.inputs() * topology.outputs() : 0];
        outputBias = new double[topology.outputs()];
    }

    /** Places of whole groups for so many. */
    static int filledUp(int count) {
        return (count + GROUP - 1) / GROUP * GROUP;
    }

    /** Where the value of a unit and one of so many sources lies among {@link #recurrent}. */
    static int index(int unit, int source, int sources) {
        return firstSource(unit, sources) + source * GROUP;
    }

    /** The same of the first source; that of the next is {@link #GROUP} further. */
    static int firstSource(int unit, int sources) {
        return unit / GROUP * GROUP * sources + unit % GROUP;
    }
}
