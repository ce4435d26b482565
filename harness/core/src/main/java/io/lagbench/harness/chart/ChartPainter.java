package io.lagbench.harness.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Lays out a {@link Chart}. */
final class ChartPainter {
    private static final int LINES = 0;
    private static final int BARS = 1;
    private static final int BANDS = 2;
    private static final float BAND_ALPHA = 0.18f;
    private static final Color CLEAR = new Color(0, 0, 0, 0);

    /** Share of a range that stays free at either end. */
    private static final double MARGIN = 0.05;

    /** Share of a value that makes a difference beside it. */
    private static final double SMALLEST = 1e-12;

    private ChartPainter() {}

    /** @param legend whether a legend names the series where there are several */
    static JFreeChart layOut(Chart chart, boolean legend) {
        XYPlot plot = new XYPlot();
        boolean marked = chart.series().stream().noneMatch(series -> series.kind() == Series.Kind.CURVE);
        plot.setDomainAxis(axis(chart.x(), xs(chart).toArray(), false, marked));
        plot.setRangeAxis(axis(chart.y(), ys(chart).toArray(), true, false));
        lines(chart, plot);
        bars(chart, plot);
        bands(chart, plot);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.REVERSE); // lines above bars above bands
        chart.lines().forEach(line -> plot.addRangeMarker(marker(line)));
        return Style.finished(chart.title(), plot, legend && chart.series().size() > 1);
    }

    private static DoubleStream xs(Chart chart) {
        return chart.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Point::x);
    }

    private static DoubleStream ys(Chart chart) {
        return DoubleStream.concat(
                chart.series().stream()
                        .flatMap(series -> series.points().stream())
                        .flatMapToDouble(point -> DoubleStream.of(point.low(), point.high())),
                chart.lines().stream().mapToDouble(ReferenceLine::y));
    }

    /**
     * @param fromZero whether a linear axis of values that are not negative begins at 0
     * @param marked whether the values themselves are to be labelled where they are few
     */
    private static ValueAxis axis(Axis axis, double[] values, boolean fromZero, boolean marked) {
        double low = DoubleStream.of(values).min().orElse(1);
        double high = DoubleStream.of(values).max().orElse(low);
        if (!axis.scale().isLogarithmic()) {
            NumberAxis linear = new NumberAxis(axis.label());
            boolean share = axis.scale() == Scale.SHARE;
            double begin = share || fromZero && low >= 0 ? 0 : low;
            double end = share ? 1 : high;
            double margin = Math.max(MARGIN * (end > begin ? end - begin : 1), SMALLEST * Math.abs(end));
            linear.setRange(begin == 0 && (share || fromZero) ? 0 : begin - margin, end + margin);
            linear.setNumberFormatOverride(new LabelFormat());
            return linear;
        }
        LabelledLogAxis logarithmic = new LabelledLogAxis(axis.label(), axis.scale(), marked ? values : new double[0]);
        double factor = high > low ? Math.exp(MARGIN * (Math.log(high) - Math.log(low))) : 2;
        logarithmic.setRange(low / factor, high * factor);
        return logarithmic;
    }

    private static void lines(Chart chart, XYPlot plot) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        renderer.setDrawSeriesLineAsPath(true);
        for (int s = 0; s < chart.series().size(); s++) {
            Series series = chart.series().get(s);
            XYSeries points = new XYSeries(s, false, true); // the key is a number: names need not differ
            points.setDescription(series.name());
            series.points().forEach(point -> points.add(point.x(), point.y()));
            data.addSeries(points);
            boolean reference = series.kind() == Series.Kind.REFERENCE;
            renderer.setSeriesPaint(s, reference ? Style.REFERENCE : Style.color(s));
            renderer.setSeriesStroke(s, reference ? Style.REFERENCE_STROKE : Style.stroke(s));
            renderer.setSeriesShape(s, Style.marker(s));
            renderer.setSeriesShapesVisible(s, series.kind() == Series.Kind.POINTS);
        }
        renderer.setLegendItemLabelGenerator(
                (dataset, s) -> Style.name(chart.series().get(s).name()));
        plot.setDataset(LINES, data);
        plot.setRenderer(LINES, renderer);
    }

    private static void bars(Chart chart, XYPlot plot) {
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDefaultLinesVisible(false);
        renderer.setDefaultShapesVisible(false);
        renderer.setDrawXError(false);
        renderer.setErrorStroke(new BasicStroke(1.2f));
        renderer.setDefaultSeriesVisibleInLegend(false);
        for (int s = 0; s < chart.series().size(); s++) {
            renderer.setSeriesPaint(s, Style.color(s));
        }
        plot.setDataset(BARS, intervals(chart, Series.Kind.POINTS));
        plot.setRenderer(BARS, renderer);
    }

    private static void bands(Chart chart, XYPlot plot) {
        DeviationRenderer renderer = new DeviationRenderer(false, false);
        renderer.setAlpha(BAND_ALPHA);
        renderer.setDefaultSeriesVisibleInLegend(false);
        for (int s = 0; s < chart.series().size(); s++) {
            renderer.setSeriesFillPaint(s, Style.color(s));
        }
        plot.setDataset(BANDS, intervals(chart, Series.Kind.CURVE));
        plot.setRenderer(BANDS, renderer);
    }

    /** Intervals of the series of a kind; the others stay in their places, empty. */
    private static YIntervalSeriesCollection intervals(Chart chart, Series.Kind kind) {
        YIntervalSeriesCollection data = new YIntervalSeriesCollection();
        for (int s = 0; s < chart.series().size(); s++) {
            Series series = chart.series().get(s);
            YIntervalSeries intervals = new YIntervalSeries(s, false, true);
            if (series.kind() == kind && series.points().stream().anyMatch(Point::hasInterval)) {
                series.points().stream()
                        .filter(point -> kind == Series.Kind.CURVE || point.hasInterval())
                        .forEach(point -> intervals.add(point.x(), point.y(), point.low(), point.high()));
            }
            data.addSeries(intervals);
        }
        return data;
    }

    private static ValueMarker marker(ReferenceLine line) {
        ValueMarker marker = new ValueMarker(line.y(), Style.REFERENCE, Style.REFERENCE_STROKE);
        marker.setLabel(Style.name(line.label()));
        marker.setLabelFont(Style.TEXT);
        marker.setLabelPaint(Style.REFERENCE);
        marker.setLabelBackgroundColor(CLEAR);
        marker.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
        marker.setLabelTextAnchor(TextAnchor.BOTTOM_RIGHT);
        return marker;
    }
}
