/**
 * Sections of paragraphs, tables and figures, and how they are written: HTML, Markdown, text for a console. Knows drawings,
 * but nothing of trials, cells or runs; {@code report} and the tool that maintains the documentation call it.
 */
package io.lagbench.harness.document;
