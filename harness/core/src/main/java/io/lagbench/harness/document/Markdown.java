package io.lagbench.harness.document;

/** Text that Markdown takes as it is, whatever it holds. */
public final class Markdown {
    private Markdown() {}

    /** A cell of a table: on one line, with no column break or HTML in it. */
    static String cell(String text) {
        return escape(text).replace("|", "\\|");
    }

    /** Text on one line in which nothing is HTML. */
    public static String escape(String text) {
        return oneLine(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Text on one line. */
    static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
