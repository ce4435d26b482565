package io.lagbench.harness.trial;

/** What went wrong, for people. */
public final class Reason {
    private Reason() {}

    /** One line: what was thrown, and what was at the bottom of it where that is something else. */
    public static String of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = thrown.toString();
        String root = cause.toString();
        return (text.contains(root) ? text : text + "; caused by " + root).replaceAll("\\s+", " ");
    }
}
