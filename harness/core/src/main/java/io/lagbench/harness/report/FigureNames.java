package io.lagbench.harness.report;

/** Names of figures' files. */
final class FigureNames {
    private FigureNames() {}

    /** A name that any file system takes: letters, digits and hyphens. */
    static String of(String text) {
        return text.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
