package io.lagbench.harness.results;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Rows of a CSV file of a run, by column name. */
public final class CsvRows {
    private CsvRows() {}

    /** One row; fields that are not available are empty. */
    public record Row(Map<String, String> fields) {

        /**
         * The text of a field.
         *
         * @throws IllegalArgumentException if the file has no such column
         */
        public String text(String column) {
            String text = fields.get(column);
            if (text == null) {
                throw new IllegalArgumentException("no column " + column);
            }
            return text;
        }

        /** The number of a field; empty where it is not available. */
        public OptionalDouble number(String column) {
            String text = text(column);
            return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        }

        /** The number of a field; empty where it is not available, or where the file is older than the column. */
        public OptionalDouble available(String column) {
            return fields.containsKey(column) ? number(column) : OptionalDouble.empty();
        }
    }

    /** All rows of a file of a run directory. */
    public static List<Row> read(Path runDirectory, Table<?> table) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(runDirectory.resolve(table.file()))) {
            csv.forEach(row -> rows.add(new Row(row.getFieldsAsMap())));
        }
        return rows;
    }
}
