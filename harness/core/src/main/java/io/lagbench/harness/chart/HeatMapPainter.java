package io.lagbench.harness.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** Lays out a {@link HeatMap}. */
final class HeatMapPainter {
    /** Ratio from which on, and below whose inverse, colours grow no stronger. */
    private static final double STRONGEST = 32;

    private static final double DARK = 0.6;
    private static final BasicStroke CROSSOVER = new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final double LARGE = 100;
    private static final MathContext TWO_DIGITS = new MathContext(2);
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private HeatMapPainter() {}

    static JFreeChart layOut(HeatMap map) {
        XYPlot plot = new XYPlot();
        plot.setDomainAxis(axis(map.xLabel(), map.xNames()));
        plot.setRangeAxis(axis(map.yLabel(), map.yNames()));
        plot.setDataset(cells(map));
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(new Ratios());
        renderer.setDefaultSeriesVisibleInLegend(false);
        plot.setRenderer(renderer);
        for (int y = 0; y < map.yNames().size(); y++) {
            for (int x = 0; x < map.xNames().size(); x++) {
                write(map, plot, x, y);
                border(plot, at(map, x, y), at(map, x + 1, y), x + 0.5, y - 0.5, x + 0.5, y + 0.5);
                border(plot, at(map, x, y), at(map, x, y + 1), x - 0.5, y + 0.5, x + 0.5, y + 0.5);
            }
        }
        return Style.finished("", plot, false);
    }

    private static SymbolAxis axis(String label, List<String> names) {
        SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
        axis.setGridBandsVisible(false);
        axis.setRange(-0.5, names.size() - 0.5);
        return axis;
    }

    private static DefaultXYZDataset cells(HeatMap map) {
        int width = map.xNames().size();
        int count = width * map.yNames().size();
        double[][] cells = new double[3][count];
        for (int i = 0; i < count; i++) {
            cells[0][i] = i % width;
            cells[1][i] = i / width;
            cells[2][i] = at(map, i % width, i / width).ratio();
        }
        DefaultXYZDataset data = new DefaultXYZDataset();
        data.addSeries(0, cells);
        return data;
    }

    private static HeatMap.Cell at(HeatMap map, int x, int y) {
        return x < map.xNames().size() && y < map.yNames().size()
                ? map.cells().get(y).get(x)
                : HeatMap.Cell.EMPTY;
    }

    private static void write(HeatMap map, XYPlot plot, int x, int y) {
        HeatMap.Cell cell = at(map, x, y);
        if (Double.isNaN(cell.ratio())) {
            return;
        }
        String ratio = Double.isInfinite(cell.ratio())
                ? "infinity"
                : new BigDecimal(cell.ratio())
                        .round(cell.ratio() < LARGE ? TWO_DIGITS : THREE_DIGITS)
                        .toPlainString();
        XYTextAnnotation text = new XYTextAnnotation(cell.decided() ? ratio : "(" + ratio + ")", x, y);
        text.setFont(cell.decided() ? Style.TEXT.deriveFont(Font.BOLD) : Style.TEXT);
        text.setPaint(strength(cell.ratio()) > DARK ? Color.WHITE : Style.ON_LIGHT);
        plot.addAnnotation(text);
    }

    /** A piece of the line between neighbours that are known to be on different sides of 1. */
    private static void border(
            XYPlot plot, HeatMap.Cell one, HeatMap.Cell other, double x1, double y1, double x2, double y2) {
        if (one.decided() && other.decided() && one.ratio() > 1 != other.ratio() > 1) {
            plot.addAnnotation(new XYLineAnnotation(x1, y1, x2, y2, CROSSOVER, Style.ON_LIGHT));
        }
    }

    /** How far a ratio is from 1, from 0 to 1. */
    private static double strength(double ratio) {
        return Math.min(1, Math.abs(Math.log(ratio)) / Math.log(STRONGEST));
    }

    /** White at 1, blue above, vermilion below. */
    private static final class Ratios implements PaintScale {
        @Override
        public double getLowerBound() {
            return 0;
        }

        @Override
        public double getUpperBound() {
            return Double.MAX_VALUE;
        }

        @Override
        public Color getPaint(double ratio) {
            if (Double.isNaN(ratio)) {
                return Color.WHITE;
            }
            Color full = ratio > 1 ? Style.ABOVE : Style.BELOW;
            double strength = strength(ratio);
            return new Color(
                    mixed(full.getRed(), strength), mixed(full.getGreen(), strength), mixed(full.getBlue(), strength));
        }

        private static int mixed(int channel, double strength) {
            return (int) Math.round(255 + strength * (channel - 255));
        }
    }
}
