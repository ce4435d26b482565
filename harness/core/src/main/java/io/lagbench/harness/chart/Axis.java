package io.lagbench.harness.chart;

/**
 * An axis.
 *
 * @param label what is measured, with its unit
 * @param scale how values become places
 */
public record Axis(String label, Scale scale) {}
