package io.lagbench.engine;

import java.util.Objects;

/**
 * How a network is trained. The gradient of an update is that of the loss summed over steps and outputs and averaged over
 * the sequences of the batch, those without loss included.
 *
 * @param batch sequences of an update, at least 1
 * @param regime how far the gradient flows back
 * @param optimizer how a gradient becomes a step
 * @param learningRate above 0
 * @param epsilon what an optimizer that divides by the size of gradients adds to it, above 0; {@link Optimizer#EPSILON} in DL4J
 * @param clip largest L2 norm of a layer's gradient, averaged over the batch; infinite for none
 * @param init initial weights
 * @param seed of whatever an engine draws: initial weights where it draws them itself
 */
public record Training(
        int batch,
        Regime regime,
        Optimizer optimizer,
        double learningRate,
        double epsilon,
        double clip,
        Initialization init,
        long seed) {

    /** Checks the ranges. */
    public Training {
        if (batch < 1 || !(learningRate > 0) || !(epsilon > 0) || !(clip > 0)) {
            throw new IllegalArgumentException("batch must be at least 1, learning rate, epsilon and clip above 0, not "
                    + batch + ", " + learningRate + ", " + epsilon + ", " + clip);
        }
        Objects.requireNonNull(regime);
        Objects.requireNonNull(optimizer);
        Objects.requireNonNull(init);
    }
}
