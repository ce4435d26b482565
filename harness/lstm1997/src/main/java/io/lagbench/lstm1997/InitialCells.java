package io.lagbench.lstm1997;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Initial weights: uniform between minus and plus a range, but for biases of gates that begin elsewhere. */
final class InitialCells {
    private InitialCells() {}

    /** Weights drawn from a seed. */
    static Parameters of(Topology topology, CellKeys keys, int timeSteps, long seed) {
        Parameters weights = new Parameters(topology);
        draw(topology, keys.initRange(), generator(seed), weights);
        for (int block = 0; topology.memory() && block < topology.blocks(); block++) {
            set(weights.bias, topology.inputGates() + block, keys.inputGateBias(), block, timeSteps);
            if (topology.outputGate()) {
                set(weights.bias, topology.outputGates() + block, keys.outputGateBias(), block, timeSteps);
            }
            if (topology.forgetGate()) {
                set(weights.bias, topology.forgetGates() + block, keys.forgetGateBias(), block, timeSteps);
            }
        }
        return weights;
    }

    /** A generator that belongs to a seed. */
    static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Draws all weights between minus and plus a range. */
    static void draw(Topology topology, double range, RandomGenerator random, Parameters weights) {
        int sources = topology.sources();
        for (int unit = 0; unit < topology.units(); unit++) {
            for (int input = 0; input < topology.inputs(); input++) {
                weights.input[input * topology.units() + unit] = drawn(range, random);
            }
            for (int source = 0; source < sources; source++) {
                weights.recurrent[unit * sources + source] = drawn(range, random);
            }
        }
        fill(weights.bias, topology.firstBias(), topology.units(), range, random);
        fill(weights.output, 0, weights.output.length, range, random);
        fill(weights.shortcut, 0, weights.shortcut.length, range, random);
        fill(weights.outputBias, 0, topology.outputBias() ? topology.outputs() : 0, range, random);
    }

    private static void fill(double[] values, int from, int to, double range, RandomGenerator random) {
        for (int i = from; i < to; i++) {
            values[i] = drawn(range, random);
        }
    }

    private static double drawn(double range, RandomGenerator random) {
        return range * (2 * random.nextDouble() - 1);
    }

    private static void set(double[] biases, int unit, GateBias bias, int block, int timeSteps) {
        bias.of(block, timeSteps).ifPresent(value -> biases[unit] = value);
    }
}
