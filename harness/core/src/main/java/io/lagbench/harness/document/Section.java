package io.lagbench.harness.document;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a document that answers one question.
 *
 * @param id lower case, for links
 * @param title the question
 * @param blocks the answer
 */
public record Section(String id, String title, List<Block> blocks) {
    /** Copies the blocks. */
    public Section {
        blocks = List.copyOf(blocks);
    }

    /** The section in Markdown. */
    String markdown() {
        return "## " + title + "\n\n" + blocks.stream().map(Block::markdown).collect(Collectors.joining("\n"));
    }
}
