package io.lagbench.harness.document;

/**
 * Lines that stay as they are, such as commands.
 *
 * @param lines without a line feed at its end
 */
public record Preformatted(String lines) implements Block {
    @Override
    public String markdown() {
        return "```\n" + lines.replace("```", "'''") + "\n```\n";
    }

    @Override
    public String text() {
        return lines + "\n";
    }
}
