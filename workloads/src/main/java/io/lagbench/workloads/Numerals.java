package io.lagbench.workloads;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Numbers as people and programs write them: decimal digits, with a point and a power of ten where there are some. Java alone
 * would also read {@code 10d}, {@code 0x1p3} and digits of other scripts.
 */
public final class Numerals {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");

    private Numerals() {}

    /** The number of a text without blanks around it; empty if it is none. Too large a power of ten gives infinity. */
    public static OptionalDouble decimal(String text) {
        return DECIMAL.matcher(text).matches() ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }

    /** The whole number of a text without blanks around it; empty if it is none, or larger than a {@code long}. */
    public static OptionalLong whole(String text) {
        try {
            return WHOLE.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // 19 digits can be too many
        }
    }
}
