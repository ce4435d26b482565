package io.lagbench.harness.results;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lagbench.harness.plan.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The whole rows of a CSV file. A row that was cut, as in a file that was copied while it grew, or that has more or fewer
 * fields than the header, is left out and counted.
 *
 * @param file the file
 * @param columns its header; empty if the file is
 * @param rows its whole rows, in order
 * @param dropped how many rows were left out
 */
public record CsvRows(Path file, List<String> columns, List<CsvRows.Row> rows, int dropped) {
    private static final Pattern NOT_XML = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * One row; fields that are not available are empty.
     *
     * @param where file and line, for messages
     * @param fields by column, in the order of the file
     */
    public record Row(String where, Map<String, String> fields) {

        /** The same row with other fields. */
        public Row with(Map<String, String> others) {
            return new Row(where, others);
        }

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

        /**
         * The number of a field; empty where it is not available or not finite.
         *
         * @throws IllegalArgumentException if the file has no such column
         * @throws ConfigurationException if the field is no number: somebody else wrote it
         */
        public OptionalDouble number(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                return OptionalDouble.empty();
            }
            try {
                double number = Double.parseDouble(text);
                return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
            } catch (NumberFormatException e) {
                throw new ConfigurationException(where + ": column " + column + ": '" + text + "' is no number");
            }
        }

        /** The number of a field; empty where it is not available, or where the file is older than the column. */
        public OptionalDouble available(String column) {
            return fields.containsKey(column) ? number(column) : OptionalDouble.empty();
        }
    }

    /** All whole rows of a file of a run directory. */
    public static List<Row> read(Path runDirectory, Table<?> table) throws IOException {
        return read(runDirectory.resolve(table.file())).rows();
    }

    /**
     * Reads a file, with or without a byte order mark. Bytes that are not UTF-8, and control characters that no XML may hold,
     * become replacement characters.
     */
    public static CsvRows read(Path file) throws IOException {
        String text = NOT_XML.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                .replaceAll("\uFFFD");
        text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        int end = text.lastIndexOf('\n') + 1;
        int dropped = end < text.length() ? 1 : 0;
        List<String> columns = List.of();
        List<Row> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text.substring(0, end))) {
            for (CsvRecord record : csv) {
                List<String> fields = record.getFields();
                if (columns.isEmpty()) {
                    columns = List.copyOf(fields);
                } else if (fields.size() == columns.size()) {
                    Map<String, String> byName = new LinkedHashMap<>();
                    for (int c = 0; c < fields.size(); c++) {
                        byName.put(columns.get(c), fields.get(c));
                    }
                    rows.add(new Row(file + ":" + record.getStartingLineNumber(), byName));
                } else {
                    dropped++;
                }
            }
        } catch (CsvParseException e) {
            dropped++; // a quote that nothing closes: the rest cannot be told apart
        }
        return new CsvRows(file, columns, List.copyOf(rows), dropped);
    }
}
