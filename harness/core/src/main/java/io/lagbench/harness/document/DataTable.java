package io.lagbench.harness.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A table of text: a header and rows of as many cells. Columns whose cells are all numbers stand to the right. */
public final class DataTable implements Block {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+([.:/][0-9]+)*([eE][-+]?[0-9]+)?( .*)?");

    private final List<List<String>> rows = new ArrayList<>();

    /** @param header at least one column */
    public DataTable(List<String> header) {
        rows.add(List.copyOf(header));
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has not as many cells as the header
     */
    public DataTable row(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells in a table of "
                    + rows.get(0).size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** The header. */
    public List<String> header() {
        return rows.get(0);
    }

    /** The rows below the header. */
    public List<List<String>> body() {
        return rows.subList(1, rows.size());
    }

    /** Whether there are no rows below the header. */
    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** Whether the cells of a column are empty or begin with a number that ends the cell or has a space behind it, as before a unit. */
    public boolean isNumeric(int column) {
        return !isEmpty()
                && body().stream()
                        .allMatch(row -> row.get(column).isEmpty()
                                || NUMBER.matcher(row.get(column)).matches());
    }

    /** The table in Markdown, aligned so that it reads well on a console too; each line ended by a line feed. */
    @Override
    public String markdown() {
        return laidOut(Markdown::cell);
    }

    @Override
    public String text() {
        return laidOut(Markdown::oneLine);
    }

    private String laidOut(UnaryOperator<String> cell) {
        List<List<String>> lines =
                rows.stream().map(row -> row.stream().map(cell).toList()).toList();
        int columns = header().size();
        int[] width = new int[columns];
        boolean[] right = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            width[c] = Math.max(
                    3,
                    lines.stream()
                            .mapToInt(line -> line.get(column).length())
                            .max()
                            .orElse(0));
            right[c] = isNumeric(c);
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < lines.size(); r++) {
            appendLine(text, lines.get(r), width, right);
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
