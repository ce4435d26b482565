package io.lagbench.harness.report;

/**
 * A picture.
 *
 * @param name of its files, without suffix
 * @param caption what it shows, also for who cannot see it
 */
record Figure(String name, String caption) implements Block {
    @Override
    public String markdown() {
        String text = Markdown.escape(caption).replace("[", "\\[").replace("]", "\\]");
        return "![" + text + "](" + name + ".svg)\n";
    }
}
