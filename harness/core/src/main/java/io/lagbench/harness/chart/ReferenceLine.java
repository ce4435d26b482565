package io.lagbench.harness.chart;

/**
 * A value that others are seen against: a floor, a published result.
 *
 * @param label short
 * @param y where it lies
 */
public record ReferenceLine(String label, double y) {
    /** Checks that it can be drawn. */
    public ReferenceLine {
        if (!Double.isFinite(y)) {
            throw new IllegalArgumentException("no line at " + y);
        }
    }
}
