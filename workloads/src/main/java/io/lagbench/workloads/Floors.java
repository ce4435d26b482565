package io.lagbench.workloads;

/**
 * The closed-form results that learning has to beat before it shows memory.
 *
 * @param memoryless best expected result of a predictor that knows only the current input and the step index
 * @param constant best expected result of a predictor that always answers the same
 */
public record Floors(Floor memoryless, Floor constant) {}
