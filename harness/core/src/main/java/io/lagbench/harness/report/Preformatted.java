package io.lagbench.harness.report;

/**
 * Lines that stay as they are, such as commands.
 *
 * @param text without a line feed at its end
 */
record Preformatted(String text) implements Block {
    @Override
    public String markdown() {
        return "```\n" + text.replace("```", "'''") + "\n```\n";
    }
}
