package io.lagbench.harness.chart;

import java.util.Comparator;
import java.util.List;

/**
 * Points that belong together.
 *
 * @param name as it is shown beside its end or in the legend
 * @param kind how it is drawn
 * @param points drawn in order of x
 */
public record Series(String name, Kind kind, List<Point> points) {

    /** How a series is drawn. */
    public enum Kind {
        /** A marker at each point, joined by lines; intervals as bars. */
        POINTS,
        /** A line without markers; intervals as a band around it. */
        CURVE,
        /** A dashed grey line without markers, for what was not measured. */
        REFERENCE
    }

    /** Puts the points in order. */
    public Series {
        points = points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
    }
}
