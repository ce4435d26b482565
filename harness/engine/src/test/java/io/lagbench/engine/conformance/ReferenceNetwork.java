package io.lagbench.engine.conformance;

import io.lagbench.engine.Gate;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Layout;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.Sequences;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network of LSTM layers and its gradient in plain double precision, one sequence and one unit at a time, written to be
 * read.
 *
 * <p>Sources: Gers, Schmidhuber and Cummins 2000 for the layer; backpropagation through time as in Goodfellow, Bengio and
 * Courville 2016, section 10.2.2.
 */
final class ReferenceNetwork implements Reference {
    private final NetworkSpec spec;
    private final int hidden;
    private final int layers;
    private final int inputs;
    private final int outputs;

    ReferenceNetwork(NetworkSpec spec) {
        this.spec = spec;
        this.hidden = spec.net().hidden();
        this.layers = spec.net().layers();
        this.inputs = spec.io().inputSize();
        this.outputs = spec.io().outputSize();
    }

    /** What one layer computed at one step. */
    private record Step(
            double[] x,
            double[] hBefore,
            double[] cBefore,
            double[] i,
            double[] f,
            double[] g,
            double[] o,
            double[] c,
            double[] h) {}

    @Override
    public int start(int layer) {
        int start = 0;
        for (int before = 0; before < layer; before++) {
            start += (width(before) + hidden + 1) * Weights.GATES * hidden;
        }
        return start;
    }

    @Override
    public int size() {
        return start(layers) + (hidden + 1) * outputs;
    }

    @Override
    public Weights random(RandomGenerator random) {
        return Parameters.random(spec, random);
    }

    private int width(int layer) {
        return layer == 0 ? inputs : hidden;
    }

    @Override
    public List<State> zero(int sequences) {
        List<State> states = new ArrayList<>();
        for (int sequence = 0; sequence < sequences; sequence++) {
            states.add(new State(new double[layers][hidden], new double[layers][hidden]));
        }
        return states;
    }

    @Override
    public Slope slope(double[] parameters, Batch batch, List<State> before, int from, int to) {
        double[] gradient = new double[parameters.length];
        double loss = 0;
        List<State> after = new ArrayList<>();
        double[][][] x = values(batch.inputs());
        double[][][] y = values(batch.targets());
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            State state = before.get(sequence);
            List<Step[]> steps = new ArrayList<>();
            double[][] dz = new double[to - from][];
            for (int t = from; t < to; t++) {
                Step[] step = forward(parameters, state, x[sequence][t]);
                steps.add(step);
                state = state(step);
                double[] p = output(parameters, step[layers - 1].h);
                dz[t - from] = new double[outputs];
                if (batch.carriesLoss(sequence, t)) {
                    loss += loss(p, y[sequence][t]);
                    dz[t - from] = outputBackward(p, y[sequence][t]);
                }
            }
            after.add(state);
            backward(parameters, gradient, steps, dz);
        }
        return new Slope(loss, gradient, after);
    }

    @Override
    public double[][][] predict(double[] parameters, Batch batch) {
        double[][][] x = values(batch.inputs());
        double[][][] p = new double[batch.size()][batch.timeSteps()][];
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            State state = zero(1).get(0);
            for (int t = 0; t < batch.timeSteps(); t++) {
                Step[] step = forward(parameters, state, x[sequence][t]);
                state = state(step);
                p[sequence][t] = output(parameters, step[layers - 1].h);
            }
        }
        return p;
    }

    /** z = x W + h R + b; i, f, o = gate(z); g = tanh(z); c' = f c + i g; h' = o tanh(c'). */
    private Step[] forward(double[] parameters, State before, double[] input) {
        Step[] steps = new Step[layers];
        double[] x = input;
        int columns = Weights.GATES * hidden;
        for (int layer = 0; layer < layers; layer++) {
            int kernel = start(layer);
            int recurrent = kernel + width(layer) * columns;
            int bias = recurrent + hidden * columns;
            double[] z = new double[columns];
            for (int k = 0; k < columns; k++) {
                z[k] = parameters[bias + k];
                for (int j = 0; j < x.length; j++) {
                    z[k] += x[j] * parameters[kernel + j * columns + k];
                }
                for (int j = 0; j < hidden; j++) {
                    z[k] += before.h()[layer][j] * parameters[recurrent + j * columns + k];
                }
            }
            double[] i = new double[hidden];
            double[] f = new double[hidden];
            double[] g = new double[hidden];
            double[] o = new double[hidden];
            double[] c = new double[hidden];
            double[] h = new double[hidden];
            for (int u = 0; u < hidden; u++) {
                i[u] = gate(z[Weights.INPUT * hidden + u]);
                f[u] = gate(z[Weights.FORGET * hidden + u]);
                g[u] = Math.tanh(z[Weights.CELL * hidden + u]);
                o[u] = gate(z[Weights.OUTPUT * hidden + u]);
                c[u] = f[u] * before.c()[layer][u] + i[u] * g[u];
                h[u] = o[u] * Math.tanh(c[u]);
            }
            steps[layer] = new Step(x, before.h()[layer], before.c()[layer], i, f, g, o, c, h);
            x = h;
        }
        return steps;
    }

    private static State state(Step[] steps) {
        double[][] h = new double[steps.length][];
        double[][] c = new double[steps.length][];
        for (int layer = 0; layer < steps.length; layer++) {
            h[layer] = steps[layer].h;
            c[layer] = steps[layer].c;
        }
        return new State(h, c);
    }

    private double[] output(double[] parameters, double[] h) {
        int kernel = start(layers);
        int bias = kernel + hidden * outputs;
        double[] z = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            z[k] = parameters[bias + k];
            for (int j = 0; j < hidden; j++) {
                z[k] += h[j] * parameters[kernel + j * outputs + k];
            }
        }
        double sum = 0;
        for (double value : z) {
            sum += Math.exp(value);
        }
        double[] p = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            p[k] = switch (spec.io().loss().activation()) {
                case LINEAR -> z[k];
                case SIGMOID -> sigmoid(z[k]);
                case SOFTMAX -> Math.exp(z[k]) / sum;
            };
        }
        return p;
    }

    private double loss(double[] p, double[] y) {
        double loss = 0;
        for (int k = 0; k < outputs; k++) {
            loss += spec.io().loss().ofOutput(p[k], y[k]);
        }
        return loss;
    }

    /** The gradient of the loss of one step at z, before the activation of the outputs. */
    private double[] outputBackward(double[] p, double[] y) {
        Loss loss = spec.io().loss();
        double sum = Arrays.stream(y).sum();
        double[] dz = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            if (loss instanceof Loss.Sigmoid) {
                dz[k] = p[k] - y[k];
            } else if (loss instanceof Loss.Softmax) {
                dz[k] = sum * p[k] - y[k];
            } else {
                double slope = loss.activation() == OutputActivation.SIGMOID ? p[k] * (1 - p[k]) : 1;
                dz[k] = 2 * (p[k] - y[k]) * slope;
            }
        }
        return dz;
    }

    /** Adds the gradient of one sequence, the last step first. */
    private void backward(double[] parameters, double[] gradient, List<Step[]> steps, double[][] dOutput) {
        double[][] dhNext = new double[layers][hidden];
        double[][] dcNext = new double[layers][hidden];
        for (int t = steps.size() - 1; t >= 0; t--) {
            Step[] step = steps.get(t);
            double[] dh = denseBackward(parameters, gradient, step[layers - 1].h, dOutput[t]);
            for (int layer = layers - 1; layer >= 0; layer--) {
                for (int u = 0; u < hidden; u++) {
                    dh[u] += dhNext[layer][u];
                }
                double[] dz = gatesBackward(step[layer], dh, dcNext[layer]);
                dh = layerBackward(parameters, gradient, layer, step[layer], dz, dhNext[layer]);
            }
        }
    }

    /** The gradient at the inputs of the output layer. */
    private double[] denseBackward(double[] parameters, double[] gradient, double[] h, double[] dz) {
        int kernel = start(layers);
        int bias = kernel + hidden * outputs;
        double[] dh = new double[hidden];
        for (int k = 0; k < outputs; k++) {
            gradient[bias + k] += dz[k];
            for (int j = 0; j < hidden; j++) {
                gradient[kernel + j * outputs + k] += h[j] * dz[k];
                dh[j] += parameters[kernel + j * outputs + k] * dz[k];
            }
        }
        return dh;
    }

    /** The gradient at z, by column; {@code dc} becomes that at the cell before. */
    private double[] gatesBackward(Step step, double[] dh, double[] dc) {
        double[] dz = new double[Weights.GATES * hidden];
        for (int u = 0; u < hidden; u++) {
            double tanh = Math.tanh(step.c[u]);
            double cell = dc[u] + dh[u] * step.o[u] * (1 - tanh * tanh);
            dz[Weights.INPUT * hidden + u] = cell * step.g[u] * gateSlope(step.i[u]);
            dz[Weights.FORGET * hidden + u] = cell * step.cBefore[u] * gateSlope(step.f[u]);
            dz[Weights.CELL * hidden + u] = cell * step.i[u] * (1 - step.g[u] * step.g[u]);
            dz[Weights.OUTPUT * hidden + u] = dh[u] * tanh * gateSlope(step.o[u]);
            dc[u] = cell * step.f[u];
        }
        return dz;
    }

    /** The gradient at the inputs of a layer; {@code dhBefore} becomes that at its h before. */
    private double[] layerBackward(
            double[] parameters, double[] gradient, int layer, Step step, double[] dz, double[] dhBefore) {
        int columns = Weights.GATES * hidden;
        int kernel = start(layer);
        int recurrent = kernel + width(layer) * columns;
        int bias = recurrent + hidden * columns;
        double[] dx = new double[width(layer)];
        Arrays.fill(dhBefore, 0);
        for (int k = 0; k < columns; k++) {
            gradient[bias + k] += dz[k];
            for (int j = 0; j < dx.length; j++) {
                gradient[kernel + j * columns + k] += step.x[j] * dz[k];
                dx[j] += parameters[kernel + j * columns + k] * dz[k];
            }
            for (int j = 0; j < hidden; j++) {
                gradient[recurrent + j * columns + k] += step.hBefore[j] * dz[k];
                dhBefore[j] += parameters[recurrent + j * columns + k] * dz[k];
            }
        }
        return dx;
    }

    private double gate(double z) {
        return spec.net().gate() == Gate.SIGMOID ? sigmoid(z) : Math.min(1, Math.max(0, 0.2 * z + 0.5));
    }

    /** The slope of a gate where it gives {@code y}. */
    private double gateSlope(double y) {
        if (spec.net().gate() == Gate.SIGMOID) {
            return y * (1 - y);
        }
        return y > 0 && y < 1 ? 0.2 : 0;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** [sequence][step][feature]. */
    private static double[][][] values(Sequences sequences) {
        Layout layout = Layout.timeMajor(sequences.batch(), sequences.width());
        FloatBuffer buffer = FloatBuffer.allocate(sequences.batch() * sequences.timeSteps() * sequences.width());
        sequences.encoder(buffer, layout).encode();
        double[][][] values = new double[sequences.batch()][sequences.timeSteps()][sequences.width()];
        for (int sequence = 0; sequence < values.length; sequence++) {
            for (int step = 0; step < sequences.timeSteps(); step++) {
                for (int feature = 0; feature < sequences.width(); feature++) {
                    values[sequence][step][feature] = buffer.get(layout.index(sequence, feature, step));
                }
            }
        }
        return values;
    }
}
