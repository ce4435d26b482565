package io.lagbench.harness.report;

/** A part of a section. */
sealed interface Block permits DataTable, Figure, Paragraph, Preformatted {

    /** The block in Markdown, ended by a line feed. */
    String markdown();
}
