package io.lagbench.lstm.onednn;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One step of few sequences, as in streaming: two matrix products from DL4J's weights where they lie. A primitive would have
 * the weights copied and packed first, which at one step is most of the work.
 */
final class SingleStepForward implements AutoCloseable {
    /** Up to so many values of state; a guess at where the gates in Java cost more than the packing they save. */
    private static final long MOST_VALUES = 4096;

    /** Pre-activations of all gates, sequence by sequence. */
    private FloatPointer gates = new FloatPointer();

    /** Whether a call is of this kind. */
    static boolean suits(LstmShape shape) {
        return shape.timeSteps() == 1 && (long) shape.batch() * shape.hidden() <= MOST_VALUES;
    }

    /**
     * Goes one step forward.
     *
     * @param input [1, B, I] in 'c' order
     * @param state before the step; null for zeros
     * @param output receives h, [1, B, H] in 'c' order
     * @return the state after the step, in new arrays
     */
    LstmState forward(LstmShape shape, LstmWeights weights, INDArray input, LstmState state, INDArray output) {
        int batch = shape.batch();
        int hidden = shape.hidden();
        int width = LstmWeights.GATES * hidden;
        if (gates.capacity() < (long) batch * width) {
            close();
            gates = new FloatPointer((long) batch * width);
        }
        // A row-major [B, N] is a column-major [N, B].
        product(weights.input(), shape.input(), NativeAddress.of(input), shape, 0);
        float[] cell = new float[batch * hidden];
        if (state != null) {
            product(weights.recurrent(), hidden, NativeAddress.of(ArrayLayout.inC(state.output())), shape, 1);
            NativeAddress.of(ArrayLayout.inC(state.cell())).get(cell);
        }
        float[] z = new float[batch * width];
        float[] bias = new float[width];
        gates.get(z);
        NativeAddress.of(ArrayLayout.inF(weights.bias())).get(bias);
        float[] h = new float[batch * hidden];
        for (int sequence = 0; sequence < batch; sequence++) {
            int row = sequence * width;
            for (int unit = 0; unit < hidden; unit++) {
                int place = sequence * hidden + unit;
                double candidate = tanh(z[row + unit] + bias[unit]);
                double forget = sigmoid(z[row + hidden + unit] + bias[hidden + unit]);
                double out = sigmoid(z[row + 2 * hidden + unit] + bias[2 * hidden + unit]);
                double in = sigmoid(z[row + 3 * hidden + unit] + bias[3 * hidden + unit]);
                double next = forget * cell[place] + in * candidate;
                cell[place] = (float) next;
                h[place] = (float) (out * tanh(next));
            }
        }
        NativeAddress.of(output).put(h);
        return new LstmState(array(h, batch, hidden), array(cell, batch, hidden));
    }

    private void product(INDArray weights, int rows, FloatPointer values, LstmShape shape, float keep) {
        int width = LstmWeights.GATES * shape.hidden();
        OneDnnMatrixProduct.write(
                NativeAddress.of(ArrayLayout.inF(weights)),
                rows,
                true,
                values,
                rows,
                false,
                gates,
                width,
                shape.batch(),
                rows,
                keep);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** By way of exp, which is an intrinsic and Math.tanh is not; as exact as single precision needs. */
    private static double tanh(double x) {
        return 1 - 2 / (Math.exp(2 * x) + 1);
    }

    private static INDArray array(float[] values, int batch, int hidden) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, new long[] {batch, hidden}, 'c');
        NativeAddress.of(array).put(values);
        return array;
    }

    @Override
    public void close() {
        gates.deallocate();
    }
}
