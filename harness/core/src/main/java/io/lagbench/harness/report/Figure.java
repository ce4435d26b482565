package io.lagbench.harness.report;

import io.lagbench.harness.plot.Drawing;

/**
 * A picture.
 *
 * @param name of its files, without suffix
 * @param caption what it shows, also for who cannot see it
 * @param drawing what is drawn
 */
record Figure(String name, String caption, Drawing drawing) implements Block {
    @Override
    public String markdown() {
        String text = Markdown.escape(caption).replace("[", "\\[").replace("]", "\\]");
        return "![" + text + "](" + name + ".svg)\n";
    }

    @Override
    public String text() {
        return name + ": " + Markdown.oneLine(caption) + "\n";
    }
}
