package io.lagbench.harness.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a report that answers one question.
 *
 * @param id lower case, for links
 * @param title the question
 * @param blocks the answer
 */
record Section(String id, String title, List<Block> blocks) {
    Section {
        blocks = List.copyOf(blocks);
    }

    /** The section in Markdown. */
    String markdown() {
        return "## " + title + "\n\n" + blocks.stream().map(Block::markdown).collect(Collectors.joining("\n"));
    }
}
