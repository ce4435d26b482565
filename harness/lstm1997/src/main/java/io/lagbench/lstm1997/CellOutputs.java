package io.lagbench.lstm1997;

import java.util.Arrays;

/** What leaves the cells, {@code out h(s)}, and the way of errors back into states and output gates. */
final class CellOutputs {
    private final int[] block;
    private final boolean gated;
    private final Squashing state;
    private final double[] squashed;
    private final double[] outputs;
    private final double[] out;
    private final double[] stateErrors;
    private final double[] gateErrors;

    CellOutputs(Topology topology) {
        this.block = topology.blockOfCell();
        this.gated = topology.outputGate();
        this.state = topology.state();
        this.squashed = new double[topology.cells()];
        this.outputs = new double[topology.cells()];
        this.out = new double[topology.blocks()];
        this.stateErrors = new double[topology.cells()];
        this.gateErrors = new double[topology.blocks()];
        Arrays.fill(out, 1);
    }

    /**
     * New outputs.
     *
     * @param gates where those of the output gates lie, from {@code first} on; not read where there are none
     */
    void leave(double[] states, double[] gates, int first) {
        for (int gate = 0; gated && gate < out.length; gate++) {
            out[gate] = gates[first + gate];
        }
        for (int cell = 0; cell < outputs.length; cell++) {
            squashed[cell] = state.at(states[cell]);
            outputs[cell] = out[block[cell]] * squashed[cell];
        }
    }

    /** The latest outputs. */
    double[] outputs() {
        return outputs;
    }

    /** Takes the derivatives of a loss by the latest outputs back. */
    void backward(double[] errors) {
        Arrays.fill(gateErrors, 0);
        for (int cell = 0; cell < errors.length; cell++) {
            gateErrors[block[cell]] += squashed[cell] * errors[cell];
            stateErrors[cell] = out[block[cell]] * state.derivative(squashed[cell]) * errors[cell];
        }
        for (int gate = 0; gate < out.length; gate++) {
            gateErrors[gate] *= out[gate] * (1 - out[gate]);
        }
    }

    /** Derivatives of the loss by the cells' states. */
    double[] stateErrors() {
        return stateErrors;
    }

    /** Derivatives of the loss by the net inputs of the output gates; zeros where there are none. */
    double[] gateErrors() {
        return gateErrors;
    }
}
