package io.lagbench.harness.results;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CSV file of a run: RFC 4180, UTF-8, LF, dots as decimal points whatever the locale, an empty field where a value is
 * not available.
 *
 * @param file name of the file
 * @param meaning what a row is
 * @param columns in order; later versions append only
 */
public record Table<R>(String file, String meaning, List<Column<R>> columns) {
    private static final MathContext PRECISION = new MathContext(12);

    /** Names of the columns, in order. */
    public List<String> header() {
        return columns.stream().map(Column::name).toList();
    }

    /** What a column means; empty if there is no such column. */
    public Optional<String> meaning(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .map(Column::meaning)
                .findFirst();
    }

    /** Fields of a row, in order. */
    public List<String> fields(R row) {
        return columns.stream().map(column -> format(column.value().apply(row))).toList();
    }

    /** A whole file of such rows, with its header. */
    public String text(List<R> rows) {
        StringBuilder text = new StringBuilder(line(header()));
        rows.forEach(row -> text.append(line(fields(row))));
        return text.toString();
    }

    /** The header as it stands in a file. */
    public String headerLine() {
        return line(header());
    }

    /** One record of fields by column, as it stands in a file; those it lacks are empty. */
    public String line(Map<String, String> fields) {
        return line(
                header().stream().map(column -> fields.getOrDefault(column, "")).toList());
    }

    /** One record as it stands in a file, with its line end. */
    static String line(List<String> fields) {
        StringWriter line = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(line)) {
            csv.writeRecord(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return line.toString();
    }

    /** A value as it stands in a file: plain decimal notation, twelve significant digits. */
    static String format(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                return "";
            }
            BigDecimal rounded = new BigDecimal(number).round(PRECISION).stripTrailingZeros();
            return rounded.signum() == 0 ? "0" : rounded.toPlainString();
        }
        return value.toString().replaceAll("[\\r\\n]+", " ");
    }
}
