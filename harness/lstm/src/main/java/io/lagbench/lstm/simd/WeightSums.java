package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients with respect to the weights, summed up in double precision, in DL4J's order: column by column. */
final class WeightSums {
    private final int inputs;
    private final int hidden;
    private final double[] input;
    private final double[] recurrent;
    private final double[] bias;

    WeightSums(LstmShape shape) {
        inputs = shape.input();
        hidden = shape.hidden();
        int columns = LstmWeights.GATES * hidden;
        input = new double[inputs * columns];
        recurrent = new double[hidden * columns];
        bias = new double[columns];
    }

    void addInput(int row, int column, double value) {
        input[column * inputs + row] += value;
    }

    /** Adds the gradient of a symbol's row, of which the bias is part; beyond the last one that of no symbol. */
    void addSymbol(int symbol, int column, double value) {
        if (symbol < inputs) {
            addInput(symbol, column, value);
        }
        addBias(column, value);
    }

    void addRecurrent(int row, int column, double value) {
        recurrent[column * hidden + row] += value;
    }

    void addBias(int column, double value) {
        bias[column] += value;
    }

    void writeTo(LstmWeights gradients) {
        write(input, gradients.input());
        write(recurrent, gradients.recurrent());
        write(bias, gradients.bias());
    }

    private static void write(double[] sums, INDArray target) {
        float[] values = new float[sums.length];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) sums[n];
        }
        ArrayLayout.writeInF(target, ordered -> NativeAddress.of(ordered).put(values));
    }
}
