package io.lagbench.lstm1997;

import java.util.Arrays;

/** A set of rows of a matrix, in the order in which they came. */
final class RowSet {
    /** Of so many rows a dense set has one or more. */
    private static final int ROWS_PER_MEMBER = 4;

    private final int[] rows;

    /** 1 of a row that is not in the set, 0 of one that is: whether a row is new cannot be foreseen, so nothing branches on it. */
    private final int[] absent;

    private int size;

    /** An empty set of rows 0 to count - 1. */
    RowSet(int count) {
        rows = new int[count + 1];
        absent = new int[count];
        Arrays.fill(absent, 1);
    }

    /** Adds a row that may be there already. */
    void add(int row) {
        rows[size] = row;
        size += absent[row];
        absent[row] = 0;
    }

    /** Adds all rows. */
    void addAll() {
        for (int row = 0; row < absent.length; row++) {
            add(row);
        }
    }

    /** Whether it has so many that to go through all rows there are costs less than to go from one of these to the next. */
    boolean isDense() {
        return size * ROWS_PER_MEMBER >= absent.length;
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
            absent[rows[i]] = 1;
        }
        size = 0;
    }
}
