package io.lagbench.harness.chart;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;

/** Writes numbers as {@link LogTicks#label} does, whatever the locale. */
final class LabelFormat extends NumberFormat {
    private static final long serialVersionUID = 1;

    @Override
    public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
        String sign = number < 0 ? "-" : "";
        return to.append(number == 0 ? "0" : sign + LogTicks.label(Math.abs(number)));
    }

    @Override
    public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
        return format((double) number, to, position);
    }

    @Override
    public Number parse(String source, ParsePosition position) {
        throw new UnsupportedOperationException("labels are only written");
    }
}
