package io.lagbench.lstm1997;

import io.lagbench.engine.Weights;
import java.util.List;

/**
 * A network's weights to and from {@link Weights}: the kernel is [inputs][units], the recurrent kernel [sources][units], units in the
 * order of {@link Topology}; the output layer's kernel has a row for each cell and, where outputs see inputs, for each input. Biases are
 * those that there are.
 */
final class KerasWeights {
    private KerasWeights() {}

    /** A copy in single precision. */
    static Weights of(Topology topology, Parameters weights) {
        int units = topology.units();
        int sources = topology.sources();
        int cells = topology.cells();
        float[][] kernel = new float[topology.inputs()][units];
        float[][] recurrent = new float[sources][units];
        float[] bias = new float[units - topology.firstBias()];
        for (int unit = 0; unit < units; unit++) {
            for (int input = 0; input < kernel.length; input++) {
                kernel[input][unit] = (float) weights.input[input * units + unit];
            }
            for (int source = 0; source < sources; source++) {
                recurrent[source][unit] = (float) weights.recurrent[unit * sources + source];
            }
            if (unit >= topology.firstBias()) {
                bias[unit - topology.firstBias()] = (float) weights.bias[unit];
            }
        }
        int outputs = topology.outputs();
        float[][] output = new float[cells + (topology.shortcut() ? topology.inputs() : 0)][outputs];
        float[] outputBias = new float[topology.outputBias() ? outputs : 0];
        for (int k = 0; k < outputs; k++) {
            for (int cell = 0; cell < cells; cell++) {
                output[cell][k] = (float) weights.output[k * cells + cell];
            }
            for (int input = 0; cells + input < output.length; input++) {
                output[cells + input][k] = (float) weights.shortcut[input * outputs + k];
            }
            if (topology.outputBias()) {
                outputBias[k] = (float) weights.outputBias[k];
            }
        }
        return new Weights(List.of(new Weights.Hidden(kernel, recurrent, bias)), new Weights.Dense(output, outputBias));
    }

    /** Copies them into a network's. */
    static void into(Topology topology, Weights from, Parameters weights) {
        int units = topology.units();
        int sources = topology.sources();
        int cells = topology.cells();
        Weights.Hidden hidden = from.hidden().get(0);
        for (int unit = 0; unit < units; unit++) {
            for (int input = 0; input < topology.inputs(); input++) {
                weights.input[input * units + unit] = hidden.kernel()[input][unit];
            }
            for (int source = 0; source < sources; source++) {
                weights.recurrent[unit * sources + source] = hidden.recurrentKernel()[source][unit];
            }
            if (unit >= topology.firstBias()) {
                weights.bias[unit] = hidden.bias()[unit - topology.firstBias()];
            }
        }
        int outputs = topology.outputs();
        for (int k = 0; k < outputs; k++) {
            for (int cell = 0; cell < cells; cell++) {
                weights.output[k * cells + cell] = from.output().kernel()[cell][k];
            }
            for (int input = 0; topology.shortcut() && input < topology.inputs(); input++) {
                weights.shortcut[input * outputs + k] = from.output().kernel()[cells + input][k];
            }
            if (topology.outputBias()) {
                weights.outputBias[k] = from.output().bias()[k];
            }
        }
    }
}
