package io.lagbench.harness.results;

import io.lagbench.harness.format.Hashes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What makes a cell: every setting of its trials that has an effect, the engine, backend, device and threads. Trials of one
 * key differ in seed and fork only.
 *
 * @param values by column of trials.csv; what is empty there is missing here
 */
public record CellKey(SortedMap<String, String> values) {
    /** Copies the values, without those that are empty. */
    public CellKey {
        TreeMap<String, String> copy = new TreeMap<>(values);
        copy.values().removeIf(String::isEmpty);
        values = Collections.unmodifiableSortedMap(copy);
    }

    /** The key of a row of trials.csv; a column that its file lacks is as if it were empty. */
    public static CellKey of(Map<String, String> fields) {
        SortedMap<String, String> values = new TreeMap<>();
        columns(fields.keySet()).forEach(column -> values.put(column, fields.getOrDefault(column, "")));
        return new CellKey(values);
    }

    /** The columns among some of a file that make cells, and those that every file has. */
    public static List<String> columns(Iterable<String> ofFile) {
        List<String> columns = new ArrayList<>(SettingColumns.OF_EVERY_CELL);
        for (String column : ofFile) {
            if (SettingColumns.isSet(column)) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** Twelve hexadecimal digits of the SHA-256 of the values; equal keys have equal ids on every machine. */
    public String id() {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (column, value) -> text.append(column).append('=').append(value).append('\n'));
        return Hashes.of(text.toString());
    }
}
