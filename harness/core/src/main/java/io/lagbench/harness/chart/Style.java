package io.lagbench.harness.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * How series look: told apart by colour, marker and dash, so that they stay apart for colour-blind eyes and in grey. The
 * colours are those of Okabe and Ito, Color Universal Design, 2008.
 */
final class Style {
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    static final Color INK = new Color(0x33, 0x33, 0x33);

    /** Text and lines on a light colour of their own, which stay dark where pages turn {@link #INK} light. */
    static final Color ON_LIGHT = new Color(0x22, 0x22, 0x22);

    static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
    static final Color REFERENCE = new Color(0x77, 0x77, 0x77);
    static final BasicStroke REFERENCE_STROKE = dashed(5, 4);

    /** The blue and the vermilion of the palette: either side of a ratio of 1. */
    static final Color ABOVE = new Color(0x00, 0x72, 0xb2);

    static final Color BELOW = new Color(0xd5, 0x5e, 0x00);

    private static final List<Color> COLORS = List.of(
            ABOVE,
            BELOW,
            new Color(0x00, 0x9e, 0x73),
            new Color(0xcc, 0x79, 0xa7),
            new Color(0xe6, 0x9f, 0x00),
            new Color(0x56, 0xb4, 0xe9),
            new Color(0x00, 0x00, 0x00));
    private static final List<BasicStroke> STROKES = List.of(
            new BasicStroke(1.8f),
            dashed(8, 3),
            dashed(2, 3),
            dashed(8, 3, 2, 3),
            dashed(4, 2),
            dashed(12, 3),
            dashed(1, 2));
    private static final List<Shape> MARKERS = List.of(
            new Ellipse2D.Double(-3.5, -3.5, 7, 7),
            new Rectangle2D.Double(-3.2, -3.2, 6.4, 6.4),
            polygon(0, -4.5, 4, 3, -4, 3),
            polygon(0, -4.8, 4.8, 0, 0, 4.8, -4.8, 0),
            polygon(0, 4.5, 4, -3, -4, -3),
            polygon(
                    -1.5, -4.5, 1.5, -4.5, 1.5, -1.5, 4.5, -1.5, 4.5, 1.5, 1.5, 1.5, 1.5, 4.5, -1.5, 4.5, -1.5, 1.5,
                    -4.5, 1.5, -4.5, -1.5, -1.5, -1.5),
            polygon(-4, -4, 0, -1.5, 4, -4, 1.5, 0, 4, 4, 0, 1.5, -4, 4, -1.5, 0));

    private static final int LONGEST_NAME = 68;

    private Style() {}

    /** A plot with everything but its data in the common look. */
    static JFreeChart finished(String title, XYPlot plot, boolean legend) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(0.8f));
        plot.setRangeGridlineStroke(new BasicStroke(0.8f));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        for (ValueAxis axis : List.of(plot.getDomainAxis(), plot.getRangeAxis())) {
            axis.setLabelFont(TEXT);
            axis.setTickLabelFont(TEXT);
            axis.setLabelPaint(INK);
            axis.setTickLabelPaint(INK);
            axis.setAxisLinePaint(INK);
        }
        JFreeChart chart = new JFreeChart(null, TITLE, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(6, 4, 4, 12));
        if (!title.isEmpty()) {
            TextTitle heading = new TextTitle(title.replaceAll("\\s+", " "), TITLE);
            heading.setPaint(INK);
            chart.setTitle(heading);
        }
        if (legend) {
            LegendTitle names = new LegendTitle(plot);
            names.setItemFont(TEXT);
            names.setItemPaint(INK);
            names.setPosition(RectangleEdge.BOTTOM);
            names.setBackgroundPaint(Color.WHITE);
            chart.addLegend(names);
        }
        return chart;
    }

    static Color color(int series) {
        return COLORS.get(series % COLORS.size());
    }

    static BasicStroke stroke(int series) {
        return STROKES.get(shifted(series));
    }

    static Shape marker(int series) {
        return MARKERS.get(shifted(series));
    }

    /** One further with each turn through the colours: 49 series differ. */
    private static int shifted(int series) {
        return (series + series / COLORS.size()) % COLORS.size();
    }

    /** A name on one line, shortened in its middle where there is no room for all of it. */
    static String name(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_NAME
                ? line
                : line.substring(0, LONGEST_NAME / 2) + "..." + line.substring(line.length() - LONGEST_NAME / 2 + 3);
    }

    private static BasicStroke dashed(float... dash) {
        return new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }

    private static Shape polygon(double... coordinates) {
        Path2D path = new Path2D.Double();
        path.moveTo(coordinates[0], coordinates[1]);
        for (int i = 2; i < coordinates.length; i += 2) {
            path.lineTo(coordinates[i], coordinates[i + 1]);
        }
        path.closePath();
        return path;
    }
}
