package io.lagbench.engine.conformance;

import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network and its gradient in plain double precision, written to be read, that engines are held against. Its parameters lie in one
 * vector: of each layer kernel, recurrent kernel and bias as {@link Weights} shapes them, row by row, then those of the output layer.
 */
public interface Reference {

    /** What flows from step to step: by layer, h and c. */
    record State(double[][] h, double[][] c) {}

    /** The loss of some steps summed over steps, outputs and sequences, its gradient, and the states after them. */
    record Slope(double loss, double[] gradient, List<State> after) {}

    /** First parameter of a layer; of the output layer for the number of hidden layers. */
    int start(int layer);

    /** The number of parameters. */
    int size();

    /** Random weights, in single precision, of a size that uses gates and outputs where they bend. */
    Weights random(RandomGenerator random);

    /** A zero state for each sequence. */
    List<State> zero(int sequences);

    /** Loss and gradient of steps {@code from} to {@code to - 1}; the states before them are constants. */
    Slope slope(double[] parameters, Batch batch, List<State> before, int from, int to);

    /** Outputs [sequence][step][output], from a zero state. */
    double[][][] predict(double[] parameters, Batch batch);
}
