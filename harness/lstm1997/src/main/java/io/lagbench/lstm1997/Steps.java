package io.lagbench.lstm1997;

import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** From gradients to new weights; see {@link Optimizer}. Plain gradient descent leaves alone the rows that a gradient does not have. */
final class Steps {
    private static final double ADAM_MEAN = 0.9;
    private static final double ADAM_SQUARE = 0.999;
    private static final double RMSPROP_SQUARE = 0.95;

    private final Topology topology;
    private final Training how;
    private final Parameters weights;
    private final List<Moments> moments = new ArrayList<>();
    private int updates;

    /** Some weights with what an adaptive optimizer keeps of their gradients. */
    private record Moments(double[] weights, double[] gradients, int from, int to, double[] means, double[] squares) {}

    /** @param gradient the one that every step will be taken by */
    Steps(Topology topology, Training how, Parameters weights, Gradient gradient) {
        this.topology = topology;
        this.how = how;
        this.weights = weights;
        if (how.optimizer() != Optimizer.SGD) {
            int inputWeights = topology.inputs() * topology.units();
            keep(weights.input, gradient.input, 0, inputWeights);
            keep(weights.recurrent, gradient.recurrent, 0, weights.recurrent.length);
            keep(weights.bias, gradient.bias, topology.firstBias(), topology.units());
            keep(weights.output, gradient.output, 0, weights.output.length);
            keep(weights.shortcut, gradient.shortcut, 0, weights.shortcut.length);
            keep(weights.outputBias, gradient.outputBias, 0, topology.outputBias() ? topology.outputs() : 0);
        }
    }

    private void keep(double[] values, double[] gradients, int from, int to) {
        double[] squares = new double[values.length];
        if (how.optimizer() == Optimizer.RMSPROP) {
            Arrays.fill(squares, how.epsilon());
        }
        moments.add(new Moments(values, gradients, from, to, new double[values.length], squares));
    }

    /** One step down; the gradient is zero afterwards. */
    void step(Gradient gradient, int sequences) {
        updates++;
        switch (how.optimizer()) {
            case SGD -> descend(gradient, how.learningRate() / sequences);
            case ADAM -> moments.forEach(each -> adam(each, 1.0 / sequences));
            case RMSPROP -> moments.forEach(each -> rmsprop(each, 1.0 / sequences));
        }
        Arrays.fill(gradient.bias, 0); // of units without one too
        Arrays.fill(gradient.outputBias, 0);
        gradient.rows().clear();
        gradient.shortcutRows().clear();
    }

    private void descend(Gradient gradient, double rate) {
        descendRows(weights.input, gradient.input, topology.units(), gradient.rows(), rate);
        if (topology.shortcut()) {
            descendRows(weights.shortcut, gradient.shortcut, topology.outputs(), gradient.shortcutRows(), rate);
        }
        descend(weights.recurrent, gradient.recurrent, 0, weights.recurrent.length, rate);
        descend(weights.bias, gradient.bias, topology.firstBias(), topology.units(), rate);
        descend(weights.output, gradient.output, 0, weights.output.length, rate);
        descend(weights.outputBias, gradient.outputBias, 0, topology.outputBias() ? topology.outputs() : 0, rate);
    }

    private static void descend(double[] values, double[] gradients, int from, int to, double rate) {
        for (int i = from; i < to; i++) {
            values[i] -= rate * gradients[i];
            gradients[i] = 0;
        }
    }

    /** Of few rows column by column: they are short, and a loop over few elements costs more than they do. */
    private static void descendRows(double[] values, double[] gradients, int width, RowSet rows, double rate) {
        if (rows.isDense()) {
            descend(values, gradients, 0, values.length, rate);
            return;
        }
        for (int column = 0; column < width; column++) {
            for (int i = 0; i < rows.size(); i++) {
                int at = rows.get(i) * width + column;
                values[at] -= rate * gradients[at];
                gradients[at] = 0;
            }
        }
    }

    private void adam(Moments kept, double share) {
        double rate =
                how.learningRate() * Math.sqrt(1 - Math.pow(ADAM_SQUARE, updates)) / (1 - Math.pow(ADAM_MEAN, updates));
        for (int i = kept.from; i < kept.to; i++) {
            double g = kept.gradients[i] * share;
            kept.gradients[i] = 0;
            kept.means[i] = ADAM_MEAN * kept.means[i] + (1 - ADAM_MEAN) * g;
            kept.squares[i] = ADAM_SQUARE * kept.squares[i] + (1 - ADAM_SQUARE) * g * g;
            kept.weights[i] -= rate * kept.means[i] / (Math.sqrt(kept.squares[i]) + how.epsilon());
        }
    }

    private void rmsprop(Moments kept, double share) {
        for (int i = kept.from; i < kept.to; i++) {
            double g = kept.gradients[i] * share;
            kept.gradients[i] = 0;
            kept.squares[i] = RMSPROP_SQUARE * kept.squares[i] + (1 - RMSPROP_SQUARE) * g * g;
            kept.weights[i] -= how.learningRate() * g / (Math.sqrt(kept.squares[i]) + how.epsilon());
        }
    }
}
