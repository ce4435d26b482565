package io.lagbench.harness.document;

import io.lagbench.harness.chart.Drawing;

/**
 * A picture.
 *
 * @param name of its files, without suffix
 * @param title the question that it answers
 * @param caption what it shows, also for who cannot see it
 * @param drawing what is drawn
 */
public record Figure(String name, String title, String caption, Drawing drawing) implements Block {
    @Override
    public String markdown() {
        String text = Markdown.escape(caption).replace("[", "\\[").replace("]", "\\]");
        return "**" + Markdown.escape(title) + "**\n\n![" + text + "](" + name + ".svg)\n";
    }

    @Override
    public String text() {
        return name + ": " + Markdown.oneLine(title) + " " + Markdown.oneLine(caption) + "\n";
    }
}
