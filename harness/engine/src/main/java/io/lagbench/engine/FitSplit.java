package io.lagbench.engine;

/**
 * Where the time of a fit went, in nanoseconds, over all its updates; the rest is the framework's own.
 *
 * @param forward hidden layers, forward
 * @param outputAndLoss output layer and loss, forward and backward
 * @param backward hidden layers, backward
 * @param updater from gradients to new parameters
 */
public record FitSplit(long forward, long outputAndLoss, long backward, long updater) {

    /** Sum of the parts. */
    public long sum() {
        return forward + outputAndLoss + backward + updater;
    }
}
