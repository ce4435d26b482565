package io.lagbench.harness.chart;

/** How values become places on an axis. */
public enum Scale {
    LINEAR,
    /** Linear from 0 to 1, whatever the values: shares can be compared from chart to chart. */
    SHARE,
    /** Logarithmic, labelled at powers of 2. Values must be greater than 0. */
    LOG2,
    /** Logarithmic, labelled at powers of 10, and between them where there is room. Values must be greater than 0. */
    LOG10,
    /**
     * Percentiles, spread so that 90, 99 and 99.9 are equally far apart. The value of percentile p is 1 / (1 - p / 100), at
     * least 1.
     */
    PERCENTILE;

    private static final double LARGEST = 1e300;

    /** Whether values must be greater than 0. */
    public boolean isLogarithmic() {
        return this != LINEAR && this != SHARE;
    }

    /** Whether a value can be drawn: greater than 0 on a logarithmic scale, and not so near to the limits of a double. */
    public boolean hasPlace(double value) {
        return Math.abs(value) < LARGEST && (!isLogarithmic() || value > 1 / LARGEST);
    }
}
