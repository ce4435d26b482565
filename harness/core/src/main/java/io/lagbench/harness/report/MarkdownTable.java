package io.lagbench.harness.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown whose source is aligned, so that it reads well on a console too. */
final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    MarkdownTable(List<String> header) {
        rows.add(List.copyOf(header));
    }

    MarkdownTable row(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells in a table of "
                    + rows.get(0).size() + " columns");
        }
        rows.add(cells.stream().map(cell -> cell.replace("|", "\\|")).toList());
        return this;
    }

    /** The table, each line ended by a line feed. Numbers are aligned to the right. */
    String render() {
        int columns = rows.get(0).size();
        int[] width = new int[columns];
        boolean[] right = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            width[c] = Math.max(
                    3,
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
            right[c] = rows.size() > 1
                    && rows.stream().skip(1).allMatch(row -> row.get(column).matches("[-+]?[0-9].*|"));
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            appendLine(text, rows.get(r), width, right);
            if (r == 0) {
                text.append('|');
                for (int c = 0; c < columns; c++) {
                    text.append(right[c] ? "-" : ":")
                            .append("-".repeat(width[c]))
                            .append(right[c] ? ":" : "-")
                            .append('|');
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static void appendLine(StringBuilder text, List<String> cells, int[] width, boolean[] right) {
        text.append('|');
        for (int c = 0; c < cells.size(); c++) {
            String padding = " ".repeat(width[c] - cells.get(c).length());
            text.append(' ')
                    .append(right[c] ? padding + cells.get(c) : cells.get(c) + padding)
                    .append(" |");
        }
        text.append('\n');
    }
}
