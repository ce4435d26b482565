package io.lagbench.harness.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StackedXYBarRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultTableXYDataset;
import org.jfree.data.xy.XYSeries;

/** Lays out {@link StackedBars}: bar b stands at b, its name half a unit above it. */
final class StackedBarsPainter {
    /** Share of the room between two bars that is free. */
    private static final double FREE = 0.55;

    private static final double NAME = 0.42;

    /** Names are as long as the plot is wide. */
    private static final Font SMALL = Style.TEXT.deriveFont(12f);

    /** Room for half of the first and the last label. */
    private static final RectangleInsets EDGES = new RectangleInsets(0, 16, 0, 16);

    /** Smaller parts have no room for their number. */
    private static final double FEWEST = 0.07;

    /** Below this a colour is so dark that text on it is white. */
    private static final double DARK = 0.5;

    private static final double[] LIGHTNESS = {0.299 / 255, 0.587 / 255, 0.114 / 255};

    private StackedBarsPainter() {}

    static JFreeChart layOut(StackedBars bars) {
        XYPlot plot = new XYPlot();
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setInsets(EDGES);
        plot.setDomainGridlinesVisible(false);
        plot.setDomainAxis(places(bars));
        plot.setRangeAxis(shares(bars.xLabel()));
        plot.setDataset(parts(bars));
        StackedXYBarRenderer renderer = new StackedXYBarRenderer(FREE);
        renderer.setBarPainter(new StandardXYBarPainter()); // without a gradient
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(true);
        for (int p = 0; p < bars.parts().size(); p++) {
            renderer.setSeriesPaint(p, Style.color(p));
            renderer.setSeriesOutlinePaint(p, Color.WHITE);
            renderer.setSeriesOutlineStroke(p, new BasicStroke(1));
        }
        renderer.setLegendItemLabelGenerator((data, p) -> bars.parts().get(p));
        plot.setRenderer(renderer);
        for (int b = 0; b < bars.names().size(); b++) {
            write(plot, Style.name(bars.names().get(b)), b - NAME, 0, TextAnchor.CENTER_LEFT, SMALL, Style.INK);
            double begin = 0;
            for (int p = 0; p < bars.parts().size(); p++) {
                double share = bars.shares().get(b).get(p);
                if (share >= FEWEST) {
                    write(
                            plot,
                            Math.round(100 * share) + "",
                            b,
                            begin + share / 2,
                            TextAnchor.CENTER,
                            Style.TEXT,
                            isDark(Style.color(p)) ? Color.WHITE : Style.ON_LIGHT);
                }
                begin += share;
            }
        }
        return Style.finished("", plot, true);
    }

    private static NumberAxis places(StackedBars bars) {
        NumberAxis axis = new NumberAxis();
        axis.setRange(-0.75, bars.names().size() - 0.5);
        axis.setInverted(true);
        axis.setTickLabelsVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    private static NumberAxis shares(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(0, 1);
        axis.setNumberFormatOverride(new DecimalFormat("0 %", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return axis;
    }

    private static DefaultTableXYDataset parts(StackedBars bars) {
        DefaultTableXYDataset data = new DefaultTableXYDataset();
        for (int p = 0; p < bars.parts().size(); p++) {
            XYSeries part = new XYSeries(p, false, false);
            for (int b = 0; b < bars.names().size(); b++) {
                part.add(b, bars.shares().get(b).get(p));
            }
            data.addSeries(part);
        }
        return data;
    }

    private static void write(
            XYPlot plot, String text, double place, double share, TextAnchor anchor, Font font, Color color) {
        XYTextAnnotation annotation = new XYTextAnnotation(text, place, share);
        annotation.setFont(font);
        annotation.setPaint(color);
        annotation.setTextAnchor(anchor);
        plot.addAnnotation(annotation);
    }

    private static boolean isDark(Color color) {
        return LIGHTNESS[0] * color.getRed() + LIGHTNESS[1] * color.getGreen() + LIGHTNESS[2] * color.getBlue() < DARK;
    }
}
