package io.lagbench.dl4j;

import java.util.Arrays;

/**
 * An LSTM with a sigmoid output layer in plain double precision, written for reading, to hold the engine against. Weights
 * lie in one vector in DL4J's order: W [in][4h], RW [h][4h], b [4h], output W [h][out], output b [out], matrices column by
 * column; gate blocks are block input, forget, output, input gate.
 */
final class TutorialNetwork {
    private final int in;
    private final int hidden;
    private final int out;
    private final double[] weights;

    TutorialNetwork(int in, int hidden, int out, double[] weights) {
        this.in = in;
        this.hidden = hidden;
        this.out = out;
        this.weights = weights;
        if (weights.length != 4 * hidden * (in + hidden + 1) + out * (hidden + 1)) {
            throw new IllegalArgumentException("wrong number of weights: " + weights.length);
        }
    }

    /** State between two steps. */
    record State(double[] h, double[] c) {
        static State zero(int hidden) {
            return new State(new double[hidden], new double[hidden]);
        }
    }

    /** One step from a state: the new state. */
    State step(State before, int symbol) {
        double[] z = new double[4 * hidden];
        int recurrent = in * 4 * hidden;
        int bias = recurrent + hidden * 4 * hidden;
        for (int k = 0; k < 4 * hidden; k++) {
            z[k] = weights[k * in + symbol] + weights[bias + k];
            for (int j = 0; j < hidden; j++) {
                z[k] += weights[recurrent + k * hidden + j] * before.h[j];
            }
        }
        double[] c = new double[hidden];
        double[] h = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            double input = Math.tanh(z[j]);
            double forget = sigmoid(z[hidden + j]);
            double output = sigmoid(z[2 * hidden + j]);
            double gate = sigmoid(z[3 * hidden + j]);
            c[j] = forget * before.c[j] + gate * input;
            h[j] = output * Math.tanh(c[j]);
        }
        return new State(h, c);
    }

    /** Binary cross-entropy of a state's output, summed over outputs. */
    double loss(State state, int target) {
        int outputWeights = 4 * hidden * (in + hidden + 1);
        double loss = 0;
        for (int k = 0; k < out; k++) {
            double z = weights[outputWeights + hidden * out + k];
            for (int j = 0; j < hidden; j++) {
                z += weights[outputWeights + k * hidden + j] * state.h[j];
            }
            loss -= Math.log(k == target ? sigmoid(z) : 1 - sigmoid(z));
        }
        return loss;
    }

    /** Number of weights. */
    int size() {
        return weights.length;
    }

    /** Loss of some steps from a state, summed over steps and outputs. */
    double loss(State before, int[] inputs, int[] targets) {
        State state = before;
        double loss = 0;
        for (int t = 0; t < inputs.length; t++) {
            state = step(state, inputs[t]);
            loss += loss(state, targets[t]);
        }
        return loss;
    }

    /** The same network with one weight moved. */
    TutorialNetwork moved(int weight, double by) {
        double[] changed = Arrays.copyOf(weights, weights.length);
        changed[weight] += by;
        return new TutorialNetwork(in, hidden, out, changed);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
