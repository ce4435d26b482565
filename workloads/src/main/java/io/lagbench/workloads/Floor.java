package io.lagbench.workloads;

/**
 * The best expected result of a predictor that lacks something, in closed form.
 *
 * @param loss mean loss per loss-carrying step, averaged as {@link Output} says, in nats
 * @param accuracy share of loss-carrying steps answered right
 * @param recallAccuracy share of the steps that need memory answered right
 */
public record Floor(double loss, double accuracy, double recallAccuracy) {}
