package io.lagbench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The layers of a network with their parameters: LSTMs in one call of PyTorch, and a linear layer. PyTorch's matrices are [units][inputs],
 * with the gates in the order of {@link Weights}; of its two biases the second stays zero, so that there are as many parameters as elsewhere.
 */
final class StackedLstm {
    private final int inputs;
    private final int hidden;
    private final int layers;
    private final int outputs;
    private final NDManager manager;
    private final List<Layer> lstms = new ArrayList<>();
    private final NDList all = new NDList();
    private final NDArray kernel;
    private final NDArray bias;

    private record Layer(NDArray kernel, NDArray recurrentKernel, NDArray bias) {}

    /**
     * @param weights initial weights
     * @param manager closes the parameters
     */
    StackedLstm(NetworkSpec network, Weights weights, NDManager manager) {
        this.inputs = network.io().inputSize();
        this.hidden = network.net().hidden();
        this.layers = network.net().layers();
        this.outputs = network.io().outputSize();
        this.manager = manager;
        for (Weights.Hidden layer : weights.hidden()) {
            Layer made = new Layer(
                    trainable(transposed(layer.kernel())),
                    trainable(transposed(layer.recurrentKernel())),
                    trainable(manager.create(layer.bias())));
            lstms.add(made);
            all.addAll(new NDList(
                    made.kernel, made.recurrentKernel, made.bias, manager.zeros(new Shape(Weights.GATES * hidden))));
        }
        kernel = trainable(manager.create(weights.output().kernel())); // [units][outputs], as it is multiplied
        bias = trainable(manager.create(weights.output().bias()));
    }

    private static NDArray trainable(NDArray array) {
        array.setRequiresGradient(true);
        return array;
    }

    private NDArray transposed(float[][] matrix) {
        float[][] turned = new float[matrix[0].length][matrix.length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < turned.length; column++) {
                turned[column][row] = matrix[row][column];
            }
        }
        return manager.create(turned);
    }

    /** PyTorch's own default: all parameters uniform in plus and minus 1 / sqrt(units). */
    static Weights defaultWeights(NetworkSpec network) {
        RandomGenerator random = new Random(network.how().seed());
        int units = network.net().hidden();
        float limit = (float) (1 / Math.sqrt(units));
        List<Weights.Hidden> hidden = new ArrayList<>();
        for (int layer = 0; layer < network.net().layers(); layer++) {
            int below = layer == 0 ? network.io().inputSize() : units;
            hidden.add(new Weights.Hidden(
                    uniform(random, limit, below, Weights.GATES * units),
                    uniform(random, limit, units, Weights.GATES * units),
                    uniform(random, limit, 1, Weights.GATES * units)[0]));
        }
        int outputs = network.io().outputSize();
        return new Weights(
                hidden,
                new Weights.Dense(uniform(random, limit, units, outputs), uniform(random, limit, 1, outputs)[0]));
    }

    /** A matrix of numbers that are uniform in plus and minus a limit. */
    static float[][] uniform(RandomGenerator random, float limit, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int column = 0; column < columns; column++) {
                row[column] = (2 * random.nextFloat() - 1) * limit;
            }
        }
        return values;
    }

    /** The parameters of each layer, from the input on; the output layer is the last. */
    List<List<NDArray>> parameters() {
        List<List<NDArray>> parameters = new ArrayList<>();
        lstms.forEach(layer -> parameters.add(List.of(layer.kernel, layer.recurrentKernel, layer.bias)));
        parameters.add(List.of(kernel, bias));
        return parameters;
    }

    /** A state of zeros: output and cell, [layers, batch, units] each. */
    NDList zeroState(int batch) {
        Shape shape = new Shape(layers, batch, hidden);
        return new NDList(manager.zeros(shape), manager.zeros(shape));
    }

    /**
     * Runs the LSTMs.
     *
     * @param x [time, batch, inputs]
     * @return the outputs of the last layer, [time, batch, units], and the state after the last step, output and cell
     */
    NDList lstm(NDArray x, NDList state, boolean training) {
        return JniUtils.lstm((PtNDArray) x, state, all, true, layers, 0, training, false, false);
    }

    /**
     * What the output layer gives before its activation.
     *
     * @param y [..., units]
     */
    NDArray logits(NDArray y, ScopedArrays scope) {
        long[] shape = y.getShape().getShape();
        NDArray rows = shape.length == 2 ? y : scope.add(y.reshape(-1, hidden));
        NDArray sums = scope.add(scope.add(rows.matMul(kernel)).add(bias));
        return shape.length == 2 ? sums : scope.add(sums.reshape(shape[0], shape[1], outputs));
    }

    /** The parameters as they are. */
    Weights weights() {
        List<Weights.Hidden> layersNow = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Layer layer = lstms.get(i);
            layersNow.add(new Weights.Hidden(
                    turned(layer.kernel, i == 0 ? inputs : hidden),
                    turned(layer.recurrentKernel, hidden),
                    layer.bias.toFloatArray()));
        }
        return new Weights(layersNow, new Weights.Dense(rows(kernel, hidden, outputs), bias.toFloatArray()));
    }

    /** A matrix [units][inputs] as [inputs][units]. */
    private static float[][] turned(NDArray matrix, int rows) {
        float[] values = matrix.toFloatArray();
        int columns = values.length / rows;
        float[][] turned = new float[rows][columns];
        for (int i = 0; i < values.length; i++) {
            turned[i % rows][i / rows] = values[i];
        }
        return turned;
    }

    private static float[][] rows(NDArray matrix, int rows, int columns) {
        float[] values = matrix.toFloatArray();
        float[][] result = new float[rows][columns];
        for (int i = 0; i < values.length; i++) {
            result[i / columns][i % columns] = values[i];
        }
        return result;
    }
}
