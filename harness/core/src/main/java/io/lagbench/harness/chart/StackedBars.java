package io.lagbench.harness.chart;

import java.util.List;

/**
 * Bars, one below the other, each of the same parts that add up to 1.
 *
 * @param xLabel label of the horizontal axis
 * @param names above the bars, top to bottom
 * @param parts names of the parts, left to right
 * @param shares by bar, then part; from 0 to 1
 */
public record StackedBars(String xLabel, List<String> names, List<String> parts, List<List<Double>> shares)
        implements Drawing {

    /** Checks the shape. */
    public StackedBars {
        int width = parts.size();
        if (names.isEmpty() || shares.size() != names.size() || shares.stream().anyMatch(bar -> bar.size() != width)) {
            throw new IllegalArgumentException("shares are not " + names.size() + " bars of " + width);
        }
        shares = shares.stream().map(List::copyOf).toList();
    }
}
