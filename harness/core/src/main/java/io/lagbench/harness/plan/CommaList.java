package io.lagbench.harness.plan;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Values on a command line, separated by commas; a backslash before a comma makes it part of a value. */
public final class CommaList {
    private static final Pattern SEPARATOR = Pattern.compile("(?<!\\\\),");
    private static final String COMMA_OF_A_VALUE = "\\,";

    private CommaList() {}

    /** The values, without blanks around them; some may be empty. */
    public static List<String> split(String text) {
        return Arrays.stream(SEPARATOR.split(text, -1))
                .map(value -> value.replace(COMMA_OF_A_VALUE, ",").strip())
                .toList();
    }
}
