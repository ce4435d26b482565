package io.lagbench.harness.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis that is labelled by {@link LogTicks}, or at the values that were measured where they are few. */
final class LabelledLogAxis extends LogAxis {
    private static final long serialVersionUID = 1;

    private final Scale scale;
    private final double[] measured;

    /** @param measured values to label if they are few, else none */
    LabelledLogAxis(String label, Scale scale, double[] measured) {
        super(label);
        this.scale = scale;
        this.measured = measured.clone();
    }

    @Override
    public List<Tick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
        TextAnchor anchor = RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
        return LogTicks.of(scale, getRange().getLowerBound(), getRange().getUpperBound(), measured).stream()
                .<Tick>map(value -> new NumberTick(value, LogTicks.label(scale, value), anchor, TextAnchor.CENTER, 0))
                .toList();
    }
}
