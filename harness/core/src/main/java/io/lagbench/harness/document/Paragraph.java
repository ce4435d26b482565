package io.lagbench.harness.document;

/**
 * A paragraph.
 *
 * @param words plain text
 */
public record Paragraph(String words) implements Block {
    @Override
    public String markdown() {
        return Markdown.escape(words) + "\n";
    }

    @Override
    public String text() {
        return Markdown.oneLine(words) + "\n";
    }
}
