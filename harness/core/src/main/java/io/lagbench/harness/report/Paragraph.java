package io.lagbench.harness.report;

/**
 * A paragraph.
 *
 * @param text plain text
 */
record Paragraph(String text) implements Block {
    @Override
    public String markdown() {
        return Markdown.escape(text) + "\n";
    }
}
