package io.lagbench.dl4j;

import io.lagbench.engine.Weights;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights to and from the parameters of a DL4J network. DL4J's LSTM has its four blocks of columns in an order of its own,
 * its causal convolution a kernel of [units][inputs][window][1].
 */
final class Dl4jWeights {
    /** The gate of each of DL4J's blocks: its source calls them block input, forget, output and input modulation gate. */
    private static final int[] GATES = {Weights.CELL, Weights.FORGET, Weights.OUTPUT, Weights.INPUT};

    private static final int CONVOLUTION_RANK = 4;

    private Dl4jWeights() {}

    /** Sets the parameters of a network of LSTM layers. */
    static void set(MultiLayerNetwork network, Weights weights) {
        int layers = network.getnLayers() - 1;
        if (weights.hidden().size() != layers || weights.count() != network.numParams()) {
            throw new IllegalArgumentException(
                    "weights have " + weights.hidden().size() + " hidden layers and " + weights.count()
                            + " values; the network has " + layers + " and " + network.numParams());
        }
        for (int layer = 0; layer < layers; layer++) {
            Weights.Hidden hidden = weights.hidden().get(layer);
            assign(network, layer + "_W", reordered(hidden.kernel(), false));
            assign(network, layer + "_RW", reordered(hidden.recurrentKernel(), false));
            assign(network, layer + "_b", reordered(new float[][] {hidden.bias()}, false));
        }
        assign(network, layers + "_W", weights.output().kernel());
        assign(network, layers + "_b", new float[][] {weights.output().bias()});
    }

    /** A copy of the parameters of a network. */
    static Weights of(MultiLayerNetwork network, boolean lstm) {
        int layers = network.getnLayers() - 1;
        List<Weights.Hidden> hidden = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            float[][] kernel = matrix(network, layer + "_W");
            float[][] recurrent =
                    network.paramTable().containsKey(layer + "_RW") ? matrix(network, layer + "_RW") : new float[0][];
            float[][] bias = matrix(network, layer + "_b");
            hidden.add(
                    lstm
                            ? new Weights.Hidden(
                                    reordered(kernel, true), reordered(recurrent, true), reordered(bias, true)[0])
                            : new Weights.Hidden(kernel, recurrent, bias[0]));
        }
        return new Weights(
                hidden, new Weights.Dense(matrix(network, layers + "_W"), matrix(network, layers + "_b")[0]));
    }

    private static void assign(MultiLayerNetwork network, String parameter, float[][] values) {
        INDArray target = network.getParam(parameter);
        target.assign(Nd4j.create(values).castTo(target.dataType()).reshape(target.shape()));
    }

    private static float[][] matrix(MultiLayerNetwork network, String parameter) {
        INDArray values = network.getParam(parameter);
        if (values.rank() == CONVOLUTION_RANK) {
            long[] shape = values.shape();
            values = values.reshape(shape[0], shape[1], shape[2])
                    .permute(2, 1, 0)
                    .dup('c')
                    .reshape(shape[2] * shape[1], shape[0]);
        }
        return values.rank() == 1 ? new float[][] {values.toFloatVector()} : values.toFloatMatrix();
    }

    /** The columns of a matrix in the other order of gates. */
    private static float[][] reordered(float[][] matrix, boolean fromDl4j) {
        float[][] result = new float[matrix.length][matrix[0].length];
        int units = matrix[0].length / GATES.length;
        for (int row = 0; row < matrix.length; row++) {
            for (int block = 0; block < GATES.length; block++) {
                int from = fromDl4j ? block : GATES[block];
                int to = fromDl4j ? GATES[block] : block;
                System.arraycopy(matrix[row], from * units, result[row], to * units, units);
            }
        }
        return result;
    }
}
