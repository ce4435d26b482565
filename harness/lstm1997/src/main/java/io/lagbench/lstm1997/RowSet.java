package io.lagbench.lstm1997;

/** A set of rows of a matrix, in the order in which they came. */
final class RowSet {
    private final int[] rows;
    private final boolean[] member;
    private int size;

    /** An empty set of rows 0 to count - 1. */
    RowSet(int count) {
        rows = new int[count];
        member = new boolean[count];
    }

    /** Adds a row that may be there already. */
    void add(int row) {
        if (!member[row]) {
            member[row] = true;
            rows[size++] = row;
        }
    }

    /** Adds all rows. */
    void addAll() {
        for (int row = 0; row < rows.length; row++) {
            add(row);
        }
    }

    /** Number of rows in it. */
    int size() {
        return size;
    }

    /** The row that came as number {@code index}, from 0. */
    int get(int index) {
        return rows[index];
    }

    /** Takes all out. */
    void clear() {
        for (int i = 0; i < size; i++) {
            member[rows[i]] = false;
        }
        size = 0;
    }
}
