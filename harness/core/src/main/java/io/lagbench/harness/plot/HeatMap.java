package io.lagbench.harness.plot;

import java.util.List;

/**
 * Ratios over two axes: colours apart on either side of 1, and a line between neighbours on different sides.
 *
 * @param title empty for none
 * @param xLabel label of the horizontal axis
 * @param xNames its positions, left to right
 * @param yLabel label of the vertical axis
 * @param yNames its positions, bottom to top
 * @param ratios by y, then x; greater than 0, or NaN where there is none
 */
public record HeatMap(
        String title, String xLabel, List<String> xNames, String yLabel, List<String> yNames, List<List<Double>> ratios)
        implements Drawing {

    /** Checks the shape. */
    public HeatMap {
        int width = xNames.size();
        if (ratios.size() != yNames.size() || ratios.stream().anyMatch(row -> row.size() != width)) {
            throw new IllegalArgumentException("ratios are not " + yNames.size() + " rows of " + width);
        }
        ratios = ratios.stream().map(List::copyOf).toList();
    }
}
