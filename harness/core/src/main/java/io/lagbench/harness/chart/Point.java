package io.lagbench.harness.chart;

/**
 * A point with an interval.
 *
 * @param x finite
 * @param y finite
 * @param low lower end of the interval of y; equal to y where there is none
 * @param high upper end
 */
public record Point(double x, double y, double low, double high) {
    /** Checks that it can be drawn. */
    public Point {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !(low <= y) || !(y <= high)) {
            throw new IllegalArgumentException("no point at " + x + ", " + y + " [" + low + ", " + high + "]");
        }
    }

    /** A point without an interval. */
    public static Point of(double x, double y) {
        return new Point(x, y, y, y);
    }

    boolean hasInterval() {
        return low < high;
    }
}
