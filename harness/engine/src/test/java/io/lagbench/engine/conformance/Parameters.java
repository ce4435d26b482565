package io.lagbench.engine.conformance;

import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@link Weights} to and from the one vector of a {@link ReferenceNetwork}. */
final class Parameters {
    private Parameters() {}

    /** Random weights of a network, in single precision, of a size that uses gates and outputs where they bend. */
    static Weights random(NetworkSpec spec, RandomGenerator random) {
        int units = spec.net().hidden();
        List<Weights.Hidden> hidden = new ArrayList<>();
        for (int layer = 0; layer < spec.net().layers(); layer++) {
            int inputs = layer == 0 ? spec.io().inputSize() : units;
            hidden.add(new Weights.Hidden(
                    matrix(random, inputs, Weights.GATES * units),
                    matrix(random, units, Weights.GATES * units),
                    matrix(random, 1, Weights.GATES * units)[0]));
        }
        int outputs = spec.io().outputSize();
        return new Weights(hidden, new Weights.Dense(matrix(random, units, outputs), matrix(random, 1, outputs)[0]));
    }

    private static float[][] matrix(RandomGenerator random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int c = 0; c < columns; c++) {
                row[c] = (float) (random.nextDouble() * 2 - 1);
            }
        }
        return values;
    }

    /** The vector. */
    static double[] vector(Weights weights) {
        double[] vector = new double[Math.toIntExact(weights.count())];
        int next = 0;
        for (Weights.Hidden layer : weights.hidden()) {
            next = put(vector, next, layer.kernel());
            next = put(vector, next, layer.recurrentKernel());
            next = put(vector, next, new float[][] {layer.bias()});
        }
        next = put(vector, next, weights.output().kernel());
        put(vector, next, new float[][] {weights.output().bias()});
        return vector;
    }

    /** The weights of a vector, in single precision. */
    static Weights weights(NetworkSpec spec, double[] vector) {
        int units = spec.net().hidden();
        int columns = Weights.GATES * units;
        List<Weights.Hidden> hidden = new ArrayList<>();
        int next = 0;
        for (int layer = 0; layer < spec.net().layers(); layer++) {
            int inputs = layer == 0 ? spec.io().inputSize() : units;
            float[][] kernel = take(vector, next, inputs, columns);
            next += inputs * columns;
            float[][] recurrent = take(vector, next, units, columns);
            next += units * columns;
            hidden.add(new Weights.Hidden(kernel, recurrent, take(vector, next, 1, columns)[0]));
            next += columns;
        }
        int outputs = spec.io().outputSize();
        float[][] kernel = take(vector, next, units, outputs);
        return new Weights(hidden, new Weights.Dense(kernel, take(vector, next + units * outputs, 1, outputs)[0]));
    }

    private static float[][] take(double[] vector, int start, int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                matrix[row][column] = (float) vector[start + row * columns + column];
            }
        }
        return matrix;
    }

    private static int put(double[] vector, int start, float[][] matrix) {
        int next = start;
        for (float[] row : matrix) {
            for (float value : row) {
                vector[next++] = value;
            }
        }
        return next;
    }
}
