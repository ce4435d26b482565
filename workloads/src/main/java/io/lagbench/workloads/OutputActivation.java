package io.lagbench.workloads;

/** What the output layer makes of its sums. */
public enum OutputActivation {
    /** Nothing: any number. */
    LINEAR,
    /** The logistic function of each: numbers in 0 to 1. */
    SIGMOID,
    /** One distribution over all outputs. */
    SOFTMAX
}
