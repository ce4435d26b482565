package io.lagbench.workloads;

/**
 * The best expected result of a predictor that lacks something, in closed form.
 *
 * @param loss mean loss per loss-carrying step, averaged as {@link Loss} says, in nats
 * @param accuracy as {@link Score#accuracy}
 * @param recallAccuracy as {@link Score#recallAccuracy}
 */
public record Floor(double loss, double accuracy, double recallAccuracy) {}
