package io.lagbench.harness.document;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The few figures that a reader takes away, each with what it is.
 *
 * @param items in order of weight
 */
public record Highlights(List<Item> items) implements Block {

    /**
     * One of them.
     *
     * @param value short: a number with its unit, {@code 5 of 5}
     * @param meaning what has that value, without a full stop
     */
    public record Item(String value, String meaning) {}

    /** Copies the items. */
    public Highlights {
        items = List.copyOf(items);
    }

    @Override
    public String markdown() {
        return items.stream()
                .map(item -> "- **" + Markdown.escape(item.value()) + "** " + Markdown.escape(item.meaning()) + "\n")
                .collect(Collectors.joining());
    }

    /** The values stand below each other. */
    @Override
    public String text() {
        int width = items.stream().mapToInt(item -> item.value().length()).max().orElse(0);
        return items.stream()
                .map(item -> "  " + item.value()
                        + " ".repeat(width - item.value().length()) + "  " + Markdown.oneLine(item.meaning()) + "\n")
                .collect(Collectors.joining());
    }
}
