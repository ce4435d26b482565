package io.lagbench.harness.chart;

import java.util.List;

/**
 * Ratios over two axes: colours apart on either side of 1, and a line between neighbours on different sides.
 *
 * @param xLabel label of the horizontal axis
 * @param xNames its positions, left to right
 * @param yLabel label of the vertical axis
 * @param yNames its positions, bottom to top
 * @param cells by y, then x
 */
public record HeatMap(String xLabel, List<String> xNames, String yLabel, List<String> yNames, List<List<Cell>> cells)
        implements Drawing {

    /**
     * A ratio.
     *
     * @param ratio from 0 to infinity, or NaN where there is none
     * @param decided whether its side of 1 is known; if not, no line separates it from its neighbours
     */
    public record Cell(double ratio, boolean decided) {
        /** No ratio. */
        public static final Cell EMPTY = new Cell(Double.NaN, false);
    }

    /** Checks the shape. */
    public HeatMap {
        int width = xNames.size();
        if (cells.size() != yNames.size() || cells.stream().anyMatch(row -> row.size() != width)) {
            throw new IllegalArgumentException("ratios are not " + yNames.size() + " rows of " + width);
        }
        cells = cells.stream().map(List::copyOf).toList();
    }
}
