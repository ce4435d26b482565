package io.lagbench.harness.document;

/** A part of a section. */
public sealed interface Block permits DataTable, Figure, Highlights, Paragraph, Preformatted {

    /** The block in Markdown, ended by a line feed. */
    String markdown();

    /** The block for a console, ended by a line feed: the same layout, and text as it is. */
    String text();
}
