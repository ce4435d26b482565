package io.lagbench.engine;

import java.util.Objects;

/**
 * The layers of a network: hidden layers of equal width, then one dense output layer.
 *
 * @param model kind of the hidden layers
 * @param hidden width of each hidden layer, at least 1
 * @param layers number of hidden layers, at least 1
 * @param gate gate activation of an LSTM
 */
public record Architecture(Model model, int hidden, int layers, Gate gate) {

    /** Checks the sizes. */
    public Architecture {
        if (hidden < 1 || layers < 1) {
            throw new IllegalArgumentException(
                    "width and number of hidden layers must be at least 1, not " + hidden + ", " + layers);
        }
        Objects.requireNonNull(model);
        Objects.requireNonNull(gate);
    }
}
