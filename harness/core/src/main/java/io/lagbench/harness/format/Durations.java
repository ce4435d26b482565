package io.lagbench.harness.format;

import java.util.Locale;

/** Times as people read them, whatever the locale: the one place that writes them. */
public final class Durations {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final int DIGITS = 3;

    private Durations() {}

    /** A measured time with three digits in the unit that suits it: {@code 681 us}, {@code 3.79 ms}, {@code 1.12 s}. */
    public static String ofMicros(double micros) {
        if (micros < MICROS_PER_MILLI) {
            return Numbers.significant(micros, DIGITS) + " us";
        }
        return micros < MICROS_PER_SECOND
                ? Numbers.significant(micros / MICROS_PER_MILLI, DIGITS) + " ms"
                : Numbers.significant(micros / MICROS_PER_SECOND, DIGITS) + " s";
    }

    /** A time to wait, to the second, from an hour on to the minute: {@code 3 s}, {@code 3:20 min}, {@code 2:03 h}. */
    public static String ofSeconds(double seconds) {
        long rounded = Math.round(seconds);
        if (rounded < MINUTE) {
            return rounded + " s";
        }
        return rounded < HOUR
                ? String.format(Locale.ROOT, "%d:%02d min", rounded / MINUTE, rounded % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d h", rounded / HOUR, rounded % HOUR / MINUTE);
    }
}
