package io.lagbench.lstm.reference;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The equations of {@link LstmKernel} and their derivatives, step by step in plain Java and double precision: written for
 * reading, to hold the other kernels against. Arrays may be single or double.
 */
public final class ReferenceLstmKernel implements LstmKernel {

    @Override
    public String description() {
        return "reference (Java, double precision)";
    }

    /** Everything a forward pass computed, [step][sequence][unit]. */
    private static final class Tape implements Pass {
        private final LstmShape shape;
        private final double[][][] x;
        private final double[][][] h;
        private final double[][][] c;
        private final double[][][] g;
        private final double[][][] f;
        private final double[][][] o;
        private final double[][][] i;
        private final double[][][] tanhC;
        private final DataType type;
        private double[][] mask;

        /** Index 0 of h and c is the state before the first step. */
        Tape(LstmShape shape, double[][][] x, DataType type) {
            this.shape = shape;
            this.x = x;
            this.type = type;
            int steps = shape.timeSteps();
            h = new double[steps + 1][shape.batch()][shape.hidden()];
            c = new double[steps + 1][shape.batch()][shape.hidden()];
            g = new double[steps][shape.batch()][shape.hidden()];
            f = new double[steps][shape.batch()][shape.hidden()];
            o = new double[steps][shape.batch()][shape.hidden()];
            i = new double[steps][shape.batch()][shape.hidden()];
            tanhC = new double[steps][shape.batch()][shape.hidden()];
        }

        double mask(int sequence, int step) {
            return mask == null ? 1 : mask[sequence][step];
        }

        @Override
        public LstmState lastState() {
            int last = shape.timeSteps();
            return new LstmState(
                    Nd4j.createFromArray(h[last]).castTo(type),
                    Nd4j.createFromArray(c[last]).castTo(type));
        }
    }

    @Override
    public Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray output, boolean training) {
        return forward(weights, input, state, null, output);
    }

    /**
     * Runs forward under a mask as DL4J has it: h and c of a step are multiplied by the step's mask, so a masked step puts
     * the state to zero.
     *
     * @param mask [B, T]; null for ones
     */
    public Pass forward(LstmWeights weights, INDArray input, LstmState state, INDArray mask, INDArray output) {
        LstmShape shape = LstmShape.of(weights, input, state, output);
        Tape tape = new Tape(shape, cube(input), input.dataType());
        if (state != null) {
            tape.h[0] = matrix(state.output());
            tape.c[0] = matrix(state.cell());
        }
        if (mask != null) {
            LstmShape.require("the mask", mask, shape.batch(), shape.timeSteps());
            tape.mask = matrix(mask);
        }
        double[][] w = matrix(weights.input());
        double[][] r = matrix(weights.recurrent());
        double[] b = weights.bias().dup().castTo(DataType.DOUBLE).data().asDouble();
        int hidden = shape.hidden();
        for (int t = 0; t < shape.timeSteps(); t++) {
            for (int s = 0; s < shape.batch(); s++) {
                double[] z = b.clone();
                addProduct(z, tape.x[t][s], w);
                addProduct(z, tape.h[t][s], r);
                for (int k = 0; k < hidden; k++) {
                    double g = Math.tanh(z[k]);
                    double f = sigmoid(z[hidden + k]);
                    double o = sigmoid(z[2 * hidden + k]);
                    double i = sigmoid(z[3 * hidden + k]);
                    double c = f * tape.c[t][s][k] + i * g;
                    double h = o * Math.tanh(c);
                    double m = tape.mask(s, t);
                    tape.g[t][s][k] = g;
                    tape.f[t][s][k] = f;
                    tape.o[t][s][k] = o;
                    tape.i[t][s][k] = i;
                    tape.tanhC[t][s][k] = Math.tanh(c);
                    tape.c[t + 1][s][k] = m * c;
                    tape.h[t + 1][s][k] = m * h;
                    output.putScalar(t, s, k, m * h);
                }
            }
        }
        return tape;
    }

    @Override
    public void backward(
            LstmWeights weights,
            Pass pass,
            INDArray outputGradient,
            INDArray inputGradient,
            LstmWeights weightGradients) {
        Tape tape = (Tape) pass;
        LstmShape shape = tape.shape;
        shape.requireGradients(outputGradient, null, inputGradient, weightGradients);
        int hidden = shape.hidden();
        double[][] w = matrix(weights.input());
        double[][] r = matrix(weights.recurrent());
        double[][][] dOutput = cube(outputGradient);
        double[][] dW = new double[shape.input()][4 * hidden];
        double[][] dR = new double[hidden][4 * hidden];
        double[] dB = new double[4 * hidden];
        double[][] dh = new double[shape.batch()][hidden]; // from later steps
        double[][] dc = new double[shape.batch()][hidden];
        for (int t = shape.timeSteps() - 1; t >= 0; t--) {
            for (int s = 0; s < shape.batch(); s++) {
                double[] dz = new double[4 * hidden];
                for (int k = 0; k < hidden; k++) {
                    double g = tape.g[t][s][k];
                    double f = tape.f[t][s][k];
                    double o = tape.o[t][s][k];
                    double i = tape.i[t][s][k];
                    double tanhC = tape.tanhC[t][s][k];
                    double m = tape.mask(s, t);
                    double dhTotal = m * (dOutput[t][s][k] + dh[s][k]);
                    double dcTotal = m * dc[s][k] + dhTotal * o * (1 - tanhC * tanhC);
                    dz[k] = dcTotal * i * (1 - g * g);
                    dz[hidden + k] = dcTotal * tape.c[t][s][k] * f * (1 - f);
                    dz[2 * hidden + k] = dhTotal * tanhC * o * (1 - o);
                    dz[3 * hidden + k] = dcTotal * g * i * (1 - i);
                    dc[s][k] = dcTotal * f;
                }
                addOuter(dW, tape.x[t][s], dz);
                addOuter(dR, tape.h[t][s], dz);
                for (int k = 0; k < dz.length; k++) {
                    dB[k] += dz[k];
                }
                double[] dx = productTransposed(w, dz);
                for (int n = 0; n < dx.length; n++) {
                    inputGradient.putScalar(t, s, n, dx[n]);
                }
                dh[s] = productTransposed(r, dz);
            }
        }
        weightGradients.input().assign(Nd4j.createFromArray(dW));
        weightGradients.recurrent().assign(Nd4j.createFromArray(dR));
        weightGradients
                .bias()
                .assign(Nd4j.createFromArray(dB).reshape(weightGradients.bias().shape()));
    }

    @Override
    public void close() {
        // nothing outside the heap
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** target += row times matrix. */
    private static void addProduct(double[] target, double[] row, double[][] matrix) {
        for (int n = 0; n < row.length; n++) {
            for (int k = 0; k < target.length; k++) {
                target[k] += row[n] * matrix[n][k];
            }
        }
    }

    /** matrix times column. */
    private static double[] productTransposed(double[][] matrix, double[] column) {
        double[] product = new double[matrix.length];
        for (int n = 0; n < matrix.length; n++) {
            for (int k = 0; k < column.length; k++) {
                product[n] += matrix[n][k] * column[k];
            }
        }
        return product;
    }

    private static void addOuter(double[][] target, double[] left, double[] right) {
        for (int n = 0; n < left.length; n++) {
            for (int k = 0; k < right.length; k++) {
                target[n][k] += left[n] * right[k];
            }
        }
    }

    private static double[][] matrix(INDArray array) {
        return array.castTo(DataType.DOUBLE).toDoubleMatrix();
    }

    private static double[][][] cube(INDArray array) {
        double[][][] cube = new double[(int) array.size(0)][][];
        for (int t = 0; t < cube.length; t++) {
            cube[t] = new double[(int) array.size(1)][(int) array.size(2)];
            for (int s = 0; s < cube[t].length; s++) {
                for (int n = 0; n < cube[t][s].length; n++) {
                    cube[t][s][n] = array.getDouble(t, s, n);
                }
            }
        }
        return cube;
    }
}
