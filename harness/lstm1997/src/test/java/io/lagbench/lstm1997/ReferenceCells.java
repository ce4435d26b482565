package io.lagbench.lstm1997;

import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Weights;
import io.lagbench.engine.conformance.Reference;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.OutputActivation;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The network of the 1997 paper in plain double precision, written to be read. Its truncated gradient is taken by its meaning: central
 * differences of the loss where what units see of the step before is held at what it was with unchanged weights.
 */
final class ReferenceCells implements Reference {
    private static final double STEP = 1e-5;

    private final NetworkSpec network;
    private final Topology topology;

    ReferenceCells(NetworkSpec network) {
        this.network = network;
        this.topology = new CellKeys(network).topology();
    }

    @Override
    public int start(int layer) {
        int units = topology.units();
        return layer == 0 ? 0 : (topology.inputs() + topology.sources()) * units + units - topology.firstBias();
    }

    @Override
    public int size() {
        int perOutput =
                topology.cells() + (topology.shortcut() ? topology.inputs() : 0) + (topology.outputBias() ? 1 : 0);
        return start(1) + topology.outputs() * perOutput;
    }

    @Override
    public Weights random(RandomGenerator random) {
        int seen = topology.cells() + (topology.shortcut() ? topology.inputs() : 0);
        return new Weights(
                List.of(new Weights.Hidden(
                        matrix(random, topology.inputs(), topology.units()),
                        matrix(random, topology.sources(), topology.units()),
                        matrix(random, 1, topology.units() - topology.firstBias())[0])),
                new Weights.Dense(
                        matrix(random, seen, topology.outputs()),
                        matrix(random, 1, topology.outputBias() ? topology.outputs() : 0)[0]));
    }

    private static float[][] matrix(RandomGenerator random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int column = 0; column < columns; column++) {
                row[column] = (float) random.nextDouble(-1, 1);
            }
        }
        return values;
    }

    @Override
    public List<State> zero(int sequences) {
        return List.of();
    }

    @Override
    public Slope slope(double[] parameters, Batch batch, List<State> before, int from, int to) {
        double[][][] seen = new double[batch.size()][batch.timeSteps()][topology.sources()];
        double loss = loss(parameters, batch, seen, false);
        double[] gradient = new double[parameters.length];
        for (int w = 0; w < parameters.length; w++) {
            double[] above = parameters.clone();
            double[] below = parameters.clone();
            above[w] += STEP;
            below[w] -= STEP;
            gradient[w] = (loss(above, batch, seen, true) - loss(below, batch, seen, true)) / (2 * STEP);
        }
        return new Slope(loss, gradient, List.of());
    }

    private double loss(double[] parameters, Batch batch, double[][][] seen, boolean held) {
        double loss = 0;
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            double[][] outputs = run(parameters, batch, sequence, seen[sequence], held);
            for (int step = 0; step < batch.length(sequence); step++) {
                for (int k = 0; batch.carriesLoss(sequence, step) && k < topology.outputs(); k++) {
                    double target = batch.targets().value(sequence, k, step);
                    loss += network.io().loss().ofOutput(outputs[step][k], target);
                }
            }
        }
        return loss;
    }

    @Override
    public double[][][] predict(double[] parameters, Batch batch) {
        double[][][] outputs = new double[batch.size()][][];
        for (int sequence = 0; sequence < outputs.length; sequence++) {
            double[][] seen = new double[batch.timeSteps()][topology.sources()];
            outputs[sequence] = run(parameters, batch, sequence, seen, false);
        }
        return outputs;
    }

    /**
     * The outputs of one sequence, [step][output].
     *
     * @param seen what units see of the step before, [step][source]: read where it is held, else written
     */
    private double[][] run(double[] p, Batch batch, int sequence, double[][] seen, boolean held) {
        int units = topology.units();
        int cells = topology.cells();
        double[] y = new double[units];
        Arrays.fill(y, topology.firstOutput());
        double[] s = new double[cells];
        double[][] outputs = new double[batch.timeSteps()][];
        for (int step = 0; step < batch.length(sequence); step++) {
            if (!held) {
                System.arraycopy(y, 0, seen[step], 0, topology.sources());
            }
            double[] x = new double[topology.inputs()];
            for (int i = 0; i < x.length; i++) {
                x[i] = batch.inputs().value(sequence, i, step);
            }
            double[] net = net(p, x, seen[step]);
            for (int cell = 0; cell < cells; cell++) {
                int block = cell / topology.blockCells();
                double in = logistic(net[topology.inputGates() + block]);
                double forget = topology.forgetGate() ? logistic(net[topology.forgetGates() + block]) : 1;
                double out = topology.outputGate() ? logistic(net[topology.outputGates() + block]) : 1;
                s[cell] = forget * s[cell] + in * squash(topology.content(), net[cell]);
                y[cell] = out * squash(topology.state(), s[cell]);
            }
            for (int gate = cells; gate < units; gate++) {
                y[gate] = logistic(net[gate]);
            }
            outputs[step] = output(p, y, x);
        }
        return outputs;
    }

    private double[] net(double[] p, double[] x, double[] seen) {
        int units = topology.units();
        double[] net = new double[units];
        for (int unit = 0; unit < units; unit++) {
            for (int i = 0; i < x.length; i++) {
                net[unit] += p[i * units + unit] * x[i];
            }
            for (int source = 0; source < seen.length; source++) {
                net[unit] += p[(x.length + source) * units + unit] * seen[source];
            }
            if (unit >= topology.firstBias()) {
                net[unit] += p[(x.length + seen.length) * units + unit - topology.firstBias()];
            }
        }
        return net;
    }

    private double[] output(double[] p, double[] y, double[] x) {
        int outputs = topology.outputs();
        int cells = topology.cells();
        int kernel = start(1);
        int seen = cells + (topology.shortcut() ? x.length : 0);
        double[] z = new double[outputs];
        double sum = 0;
        for (int k = 0; k < outputs; k++) {
            for (int i = 0; i < seen; i++) {
                z[k] += p[kernel + i * outputs + k] * (i < cells ? y[i] : x[i - cells]);
            }
            z[k] += topology.outputBias() ? p[kernel + seen * outputs + k] : 0;
            sum += Math.exp(z[k]);
        }
        OutputActivation activation = network.io().loss().activation();
        for (int k = 0; k < outputs; k++) {
            z[k] = switch (activation) {
                case LINEAR -> z[k];
                case SIGMOID -> logistic(z[k]);
                case SOFTMAX -> Math.exp(z[k]) / sum;
            };
        }
        return z;
    }

    private static double squash(Squashing squashing, double x) {
        return switch (squashing) {
            case CENTERED_2 -> 4 / (1 + Math.exp(-x)) - 2;
            case CENTERED_1 -> 2 / (1 + Math.exp(-x)) - 1;
            case LOGISTIC -> logistic(x);
            case TANH -> Math.tanh(x);
            case IDENTITY -> x;
        };
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
