package io.lagbench.harness.format;

import java.util.regex.Pattern;

/** Commands for people to copy into a shell. */
public final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    /** Something as one word of a command: quoted where a shell would see more in it. */
    public static String word(Object something) {
        String text = something.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
