package io.lagbench.workloads;

/**
 * What one evaluation found.
 *
 * @param loss mean loss per loss-carrying step, averaged as {@link Output} says
 * @param accuracy share of loss-carrying steps whose strongest output is the target
 * @param recallAccuracy the same over the steps that need memory
 * @param recallMargin mean over the steps that need memory of p(right) - p(strongest wrong), in [-1, 1]
 */
public record Score(double loss, double accuracy, double recallAccuracy, double recallMargin) {}
