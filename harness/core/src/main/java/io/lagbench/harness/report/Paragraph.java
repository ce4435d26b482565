package io.lagbench.harness.report;

/**
 * A paragraph.
 *
 * @param words plain text
 */
record Paragraph(String words) implements Block {
    @Override
    public String markdown() {
        return Markdown.escape(words) + "\n";
    }

    @Override
    public String text() {
        return Markdown.oneLine(words) + "\n";
    }
}
