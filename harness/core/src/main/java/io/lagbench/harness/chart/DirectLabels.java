package io.lagbench.harness.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/** Names of series beside their ends, in place of a legend that has to be looked up; for charts whose names leave room for that. */
final class DirectLabels {
    private static final int MOST_SERIES = 7;

    /** Characters of a line; names are broken after commas. */
    private static final int LONGEST_LINE = 22;

    private static final int MOST_LINES = 3;
    private static final double LINE_HEIGHT = 15;
    private static final double GAP = 3;
    private static final double KEY = 14;
    private static final double FREE = 12;
    private static final double CHARACTER = 7;

    /** A label farther than this from the end of its series has a line to it. */
    private static final double NEAR = 4;

    /** Unlike any series. */
    private static final BasicStroke LEADER =
            new BasicStroke(0.9f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {0.1f, 3}, 0);

    private final List<Label> labels;

    private DirectLabels(List<Label> labels) {
        this.labels = labels;
    }

    /**
     * A name in lines.
     *
     * @param series its number
     * @param end last point of the series
     */
    private record Label(int series, boolean reference, List<String> lines, Point end) {
        double height() {
            return LINE_HEIGHT * lines.size() + GAP;
        }
    }

    /** The labels of a chart; empty where there is one series, or no room. */
    static Optional<DirectLabels> of(Chart chart) {
        List<Label> labels = new ArrayList<>();
        for (int s = 0; s < chart.series().size(); s++) {
            Series series = chart.series().get(s);
            List<String> lines = lines(Style.name(series.name()));
            if (series.points().isEmpty()
                    || lines.size() > MOST_LINES
                    || lines.stream().anyMatch(line -> line.length() > LONGEST_LINE)) {
                return Optional.empty();
            }
            labels.add(new Label(
                    s,
                    series.kind() == Series.Kind.REFERENCE,
                    lines,
                    series.points().get(series.points().size() - 1)));
        }
        return labels.size() > 1 && labels.size() <= MOST_SERIES
                ? Optional.of(new DirectLabels(labels))
                : Optional.empty();
    }

    private static List<String> lines(String name) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String part : name.split("(?<=,) ")) {
            String longer = line.isEmpty() ? part : line + " " + part;
            if (longer.length() > LONGEST_LINE && !line.isEmpty()) {
                lines.add(line);
                longer = part;
            }
            line = longer;
        }
        lines.add(line);
        return lines;
    }

    /** The room that they take to the right of the plot, in pixels. */
    double width() {
        return KEY
                + FREE
                + CHARACTER
                        * labels.stream()
                                .flatMap(label -> label.lines().stream())
                                .mapToInt(String::length)
                                .max()
                                .orElse(0);
    }

    /** The height that they take, in pixels. */
    double height() {
        return labels.stream().mapToDouble(Label::height).sum();
    }

    /** Writes them beside a chart that was just drawn. */
    void draw(Graphics2D graphics, JFreeChart chart, ChartRenderingInfo drawn) {
        Rectangle2D area = drawn.getPlotInfo().getDataArea();
        XYPlot plot = chart.getXYPlot();
        List<Label> byPlace = new ArrayList<>(labels);
        byPlace.sort(Comparator.comparingDouble(label -> y(plot, area, label)));
        double[] wanted =
                byPlace.stream().mapToDouble(label -> y(plot, area, label)).toArray();
        double[] heights = byPlace.stream().mapToDouble(Label::height).toArray();
        double[] centres = spread(wanted, heights, area.getMinY(), area.getMaxY());
        graphics.setFont(Style.TEXT);
        for (int i = 0; i < centres.length; i++) {
            write(graphics, byPlace.get(i), area, x(plot, area, byPlace.get(i)), wanted[i], centres[i]);
        }
    }

    private static void write(
            Graphics2D graphics, Label label, Rectangle2D area, double endX, double endY, double centre) {
        double left = area.getMaxX() + KEY / 2;
        graphics.setPaint(label.reference() ? Style.REFERENCE : Style.color(label.series()));
        if (Math.abs(centre - endY) > NEAR || left - endX > KEY) {
            graphics.setStroke(LEADER);
            graphics.draw(new Line2D.Double(endX, endY, left, centre));
        }
        graphics.setStroke(new BasicStroke(1));
        if (label.reference()) {
            graphics.setStroke(Style.REFERENCE_STROKE);
            graphics.draw(new Line2D.Double(left, centre, left + KEY / 2, centre));
        } else {
            Shape marker = AffineTransform.getTranslateInstance(left + KEY / 4, centre)
                    .createTransformedShape(Style.marker(label.series()));
            graphics.fill(marker);
        }
        graphics.setPaint(Style.INK);
        double baseline = centre - LINE_HEIGHT * label.lines().size() / 2 + LINE_HEIGHT * 0.75;
        for (String line : label.lines()) {
            graphics.drawString(line, (float) (left + KEY), (float) baseline);
            baseline += LINE_HEIGHT;
        }
    }

    private static double x(XYPlot plot, Rectangle2D area, Label label) {
        return plot.getDomainAxis().valueToJava2D(label.end().x(), area, RectangleEdge.BOTTOM);
    }

    private static double y(XYPlot plot, Rectangle2D area, Label label) {
        return plot.getRangeAxis().valueToJava2D(label.end().y(), area, RectangleEdge.LEFT);
    }

    /**
     * Places near those wanted at which nothing overlaps: what would is moved apart about its common middle.
     *
     * @param wanted centres in ascending order
     * @param heights of each
     */
    static double[] spread(double[] wanted, double[] heights, double top, double bottom) {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            Group group = new Group(heights[i], wanted[i] - heights[i] / 2, 1, top, bottom);
            while (!groups.isEmpty() && groups.get(groups.size() - 1).reachesBelow(group.top())) {
                group = groups.remove(groups.size() - 1).joined(group);
            }
            groups.add(group);
        }
        double[] centres = new double[wanted.length];
        int i = 0;
        for (Group group : groups) {
            double place = group.top();
            for (int member = 0; member < group.members(); member++) {
                centres[i] = place + heights[i] / 2;
                place += heights[i++];
            }
        }
        return centres;
    }

    /**
     * Neighbours that touch.
     *
     * @param height of all of them
     * @param sumOfTops where each would have the top of the group, added
     */
    private record Group(double height, double sumOfTops, int members, double highest, double lowest) {
        double top() {
            return Math.max(highest, Math.min(sumOfTops / members, lowest - height));
        }

        boolean reachesBelow(double place) {
            return top() + height > place;
        }

        /** With a group below it. */
        Group joined(Group below) {
            return new Group(
                    height + below.height,
                    sumOfTops + below.sumOfTops - below.members * height,
                    members + below.members,
                    highest,
                    lowest);
        }
    }
}
