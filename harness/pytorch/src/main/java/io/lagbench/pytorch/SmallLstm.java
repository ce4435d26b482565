package io.lagbench.pytorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.lagbench.engine.Weights;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A small LSTM, computed here in double precision and by PyTorch on the processor. */
final class SmallLstm {
    private static final int STEPS = 3;
    private static final int INPUTS = 2;
    private static final int UNITS = 3;
    private static final int GATES = Weights.GATES;

    private final float[] x;
    private final float[] kernel;
    private final float[] recurrentKernel;
    private final float[] bias;

    SmallLstm(long seed) {
        RandomGenerator random = new Random(seed);
        x = uniform(random, STEPS * INPUTS);
        kernel = uniform(random, GATES * UNITS * INPUTS);
        recurrentKernel = uniform(random, GATES * UNITS * UNITS);
        bias = uniform(random, GATES * UNITS);
    }

    private static float[] uniform(RandomGenerator random, int count) {
        return StackedLstm.uniform(random, 1, 1, count)[0];
    }

    /** The outputs of the last step as PyTorch has them. */
    float[] computedBy(Engine engine) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray inputs = manager.create(x, new Shape(STEPS, 1, INPUTS));
            NDArray zero = manager.zeros(new Shape(1, 1, UNITS));
            NDList parameters = new NDList(
                    manager.create(kernel, new Shape(GATES * UNITS, INPUTS)),
                    manager.create(recurrentKernel, new Shape(GATES * UNITS, UNITS)),
                    manager.create(bias),
                    manager.zeros(new Shape(GATES * UNITS)));
            NDList results = JniUtils.lstm(
                    (PtNDArray) inputs, new NDList(zero, zero), parameters, true, 1, 0, false, false, false);
            return results.get(1).toFloatArray();
        }
    }

    /** The most by which outputs of the last step differ from those in double precision; infinite where they are not numbers. */
    double error(float[] outputs) {
        double[] expected = outputs();
        double most = 0;
        for (int unit = 0; unit < UNITS; unit++) {
            double error = Math.abs(outputs[unit] - expected[unit]);
            most = Math.max(most, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
        }
        return most;
    }

    private double[] outputs() {
        double[] h = new double[UNITS];
        double[] c = new double[UNITS];
        for (int step = 0; step < STEPS; step++) {
            double[] before = h.clone();
            for (int unit = 0; unit < UNITS; unit++) {
                double in = sigmoid(sum(0, unit, step, before));
                double forget = sigmoid(sum(1, unit, step, before));
                double candidate = Math.tanh(sum(2, unit, step, before));
                double out = sigmoid(sum(3, unit, step, before));
                c[unit] = forget * c[unit] + in * candidate;
                h[unit] = out * Math.tanh(c[unit]);
            }
        }
        return h;
    }

    private double sum(int gate, int unit, int step, double[] h) {
        int row = gate * UNITS + unit;
        double sum = bias[row];
        for (int i = 0; i < INPUTS; i++) {
            sum += kernel[row * INPUTS + i] * x[step * INPUTS + i];
        }
        for (int i = 0; i < UNITS; i++) {
            sum += recurrentKernel[row * UNITS + i] * h[i];
        }
        return sum;
    }

    private static double sigmoid(double a) {
        return 1 / (1 + Math.exp(-a));
    }
}
