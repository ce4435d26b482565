package io.lagbench.harness.results;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.workloads.Numerals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole rows of a CSV file, of this program or another. A row that was cut, as in a file that was copied while it grew, or
 * that has more or fewer fields than the header, is left out and counted. What other tools write is read: any line ends or
 * none at the last row, lines of comment behind {@code #}, a header behind it, a comma behind the last field, UTF-8 or UTF-16 with a byte order
 * mark.
 *
 * @param file the file
 * @param columns its header; empty if the file is
 * @param rows its whole rows, in order
 * @param dropped how many rows were left out
 * @param openEnd whether the last row is one that this program wrote and lacks its line end: all fields are there, but the
 *     last of them may be cut
 */
public record CsvRows(Path file, List<String> columns, List<CsvRows.Row> rows, int dropped, boolean openEnd) {
    private static final Pattern NOT_XML = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");
    private static final Pattern NOT_AVAILABLE =
            Pattern.compile("[-+]?(nan|inf|infinity)|na|n/a|null|none|<na>|#[a-z/0-9]+[!?]?", Pattern.CASE_INSENSITIVE);

    /** Numbers as other tools write those of ours: {@code 20.0}, {@code 1.00E-03}. No hash looks like that. */
    private static final Pattern REWRITTEN = Pattern.compile("-?[0-9]+\\.[0-9]*0|-?[0-9]+(\\.[0-9]+)?[eE][-+][0-9]+");

    private static final Pattern TRUTH = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);
    private static final Pattern SEPARATOR_LINE = Pattern.compile("\\A\"?sep=(.)\"?(\\r\\n|\\n|\\r)");
    private static final char END_OF_FILE = 0x1A;
    private static final long MOST_BYTES = 250_000_000;
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char COMMENT = '#';

    /** No text has it: it has been replaced. */
    private static final String END = "\u0000";

    private static final List<Character> OTHER_SEPARATORS = List.of(';', '\t', '|');

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
         * The number of a field; empty where it is not available or not finite, in the words of any tool.
         *
         * @throws IllegalArgumentException if the file has no such column
         * @throws ConfigurationException if the field is no number: somebody else wrote it
         */
        public OptionalDouble number(String column) {
            String text = text(column).strip();
            if (text.isEmpty() || NOT_AVAILABLE.matcher(text).matches()) {
                return OptionalDouble.empty();
            }
            OptionalDouble number = Numerals.decimal(text);
            if (number.isEmpty()) {
                throw new ConfigurationException(where + ": column " + column + ": '" + text + "' is no number");
            }
            return Double.isFinite(number.getAsDouble()) ? number : OptionalDouble.empty();
        }

        /** Whether a field holds a value, as this text or as the same number. */
        public boolean holds(String column, String value) {
            OptionalDouble number = Numerals.decimal(value);
            return text(column).equals(value)
                    || number.isPresent()
                            && Numerals.decimal(text(column).strip()).equals(number);
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
     * Reads a file. Bytes that are no text, and control characters that no XML may hold, become replacement characters.
     *
     * @throws ConfigurationException if its header has a column twice, or none because fields are not separated by commas
     */
    public static CsvRows read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new ConfigurationException(file + ": is larger than " + MOST_BYTES + " bytes; allowed: up to that");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 3 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4) {
            throw new ConfigurationException(file + ": is a packed workbook or archive; allowed: a CSV file");
        }
        String text = text(bytes);
        Matcher separator = SEPARATOR_LINE.matcher(text);
        if (separator.find()) { // a hint of spreadsheets to themselves
            requireComma(file, separator.group(1).charAt(0));
            text = text.substring(separator.end());
        }
        Parsed all = Parsed.of(text, 1);
        CsvRows whole = of(file, text, all);
        if (whole.dropped == 0 || !text.startsWith(Schema.VERSION_FIELD)) {
            return whole;
        }
        // No field that this program writes has a line break: line by line what is damaged is lost alone.
        Parsed each = new Parsed(new ArrayList<>(), new ArrayList<>(), 0);
        long number = 1;
        for (String line : LINE_END.split(text, -1)) {
            each = each.and(Parsed.of(line, number++));
        }
        CsvRows byLine = of(file, text, each);
        return byLine.rows.size() > whole.rows.size() ? byLine : whole;
    }

    private static CsvRows of(Path file, String text, Parsed parsed) {
        boolean ours = text.startsWith(Schema.VERSION_FIELD);
        List<Line> lines = parsed.lines();
        int dropped = parsed.unclosed();
        if (lines.isEmpty()) {
            return new CsvRows(file, List.of(), List.of(), dropped, false);
        }
        List<String> columns =
                header(file, parsed.header().orElseGet(() -> lines.remove(0).fields()));
        boolean openEnd =
                ours && parsed.unclosed() == 0 && !lines.isEmpty() && !text.endsWith("\n") && !text.endsWith("\r");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue; // an empty row of a spreadsheet
            }
            List<String> fields = withoutBlankEnd(lines.get(i).fields(), columns.size());
            if (fields.size() == columns.size()
                    && !(openEnd && i == lines.size() - 1 && isCut(fields, columns, rows))) {
                rows.add(row(file + ":" + lines.get(i).number(), columns, fields, ours));
            } else {
                dropped++;
                openEnd = openEnd && i < lines.size() - 1;
            }
        }
        return new CsvRows(file, columns, List.copyOf(rows), dropped, openEnd);
    }

    /** What of the file could not be read, or may be wrong; a line each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (dropped > 0) {
            notes.add(dropped + (dropped == 1 ? " row was" : " rows were") + " cut or damaged and left out");
        }
        if (openEnd) {
            notes.add("the last row has all its fields and no line end: it was edited, or its last field is cut");
        }
        return notes;
    }

    /** A record with the number of the line that it begins in. */
    private record Line(long number, List<String> fields) {
        boolean isBlank() {
            return fields.stream().allMatch(String::isBlank);
        }
    }

    private static String text(byte[] bytes) {
        Charset charset = StandardCharsets.UTF_8;
        if (bytes.length > 3 && bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0) {
            charset = StandardCharsets.UTF_16LE;
        } else if (bytes.length > 3 && bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0) {
            charset = StandardCharsets.UTF_16BE;
        } else if (bytes.length > 1
                && (bytes[0] & 0xFF) + (bytes[1] & 0xFF) == 0xFE + 0xFF
                && bytes[0] < 0
                && bytes[1] < 0) {
            charset = StandardCharsets.UTF_16; // which reads the byte order mark itself
        }
        String text = new String(bytes, charset);
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == END_OF_FILE) {
            end--;
        }
        int begin = end > 0 && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        return NOT_XML.matcher(text.substring(begin, end)).replaceAll("\uFFFD");
    }

    /**
     * Text taken apart.
     *
     * @param lines its records
     * @param comments the comments before the first of them
     * @param unclosed 1 if a quote is not closed: what is behind it cannot be told apart
     */
    private record Parsed(List<Line> lines, List<String> comments, int unclosed) {

        /** @param number of the first line */
        static Parsed of(String text, long number) {
            Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>(), 0);
            // The reader closes a quote at the end of the text, so a line goes behind it that such a quote swallows.
            try (CsvReader<CsvRecord> csv = CsvReader.builder()
                    .commentStrategy(CommentStrategy.READ)
                    .commentCharacter(COMMENT)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(text + "\n" + END)) {
                for (CsvRecord record : csv) {
                    Line line = new Line(number + record.getStartingLineNumber() - 1, record.getFields());
                    if (!record.isComment()) {
                        if (!parsed.lines.isEmpty() || !line.isBlank()) {
                            parsed.lines.add(line);
                        }
                    } else if (parsed.lines.isEmpty()) {
                        parsed.comments.add(record.getField(0));
                    } else if (isRow(record.getField(0), parsed.lines.get(0))) {
                        List<String> fields = new ArrayList<>(List.of((COMMENT + record.getField(0)).split(",", -1)));
                        parsed.lines.add(new Line(line.number(), fields));
                    }
                }
            } catch (CsvParseException e) {
                return new Parsed(parsed.lines, parsed.comments, 1);
            } catch (IOException e) {
                throw new UncheckedIOException("a string cannot be read", e);
            }
            Line last = parsed.lines.remove(parsed.lines.size() - 1);
            return new Parsed(parsed.lines, parsed.comments, last.fields().equals(List.of(END)) ? 0 : 1);
        }

        /** Whether what looks like a comment is a row that begins with a spreadsheet's {@code #N/A}. */
        private static boolean isRow(String comment, Line header) {
            return header.fields().size() > 1
                    && comment.split(",", -1).length == header.fields().size();
        }

        /** This and what follows; the lists of this one grow. */
        Parsed and(Parsed next) {
            lines.addAll(next.lines);
            return new Parsed(lines, comments, unclosed + next.unclosed);
        }

        /**
         * The header, where it stands behind the mark of a comment as NumPy and gnuplot have it: the last line before
         * numbers, with as many fields.
         */
        Optional<List<String>> header() {
            List<String> first = lines.get(0).fields();
            if (comments.isEmpty()
                    || !first.stream()
                            .allMatch(field -> Numerals.decimal(field.strip()).isPresent())) {
                return Optional.empty();
            }
            List<String> names =
                    List.of(comments.get(comments.size() - 1).strip().split(","));
            return names.size() == first.size() ? Optional.of(names) : Optional.empty();
        }
    }

    /** The names of the columns, without blanks around them and without unnamed ones at the end. */
    private static List<String> header(Path file, List<String> fields) {
        List<String> columns =
                new ArrayList<>(fields.stream().map(String::strip).toList());
        while (columns.size() > 1 && columns.get(columns.size() - 1).isEmpty()) {
            columns.remove(columns.size() - 1);
        }
        if (columns.size() == 1) {
            OTHER_SEPARATORS.stream()
                    .filter(separator -> columns.get(0).indexOf(separator) > 0)
                    .forEach(separator -> requireComma(file, separator));
        }
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).isEmpty()) {
                columns.set(c, "(column " + (c + 1) + ")");
            }
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new ConfigurationException(
                        file + ": column '" + column + "' stands twice in the header; allowed: every column once");
            }
        }
        return List.copyOf(columns);
    }

    private static void requireComma(Path file, char separator) {
        if (separator != ',') {
            throw new ConfigurationException(file + ": its fields are separated by '"
                    + (separator == '\t' ? "tab" : separator) + "'; allowed: commas");
        }
    }

    /** The fields without blank ones that the header has no columns for. */
    private static List<String> withoutBlankEnd(List<String> fields, int columns) {
        return fields.size() > columns
                        && fields.subList(columns, fields.size()).stream().allMatch(String::isBlank)
                ? fields.subList(0, columns)
                : fields;
    }

    /** Whether a last row without a line end was cut behind its last comma: other rows have a value there. */
    private static boolean isCut(List<String> fields, List<String> columns, List<Row> before) {
        String last = columns.get(columns.size() - 1);
        return fields.get(fields.size() - 1).isEmpty()
                && !before.isEmpty()
                && before.stream().noneMatch(row -> row.text(last).isEmpty());
    }

    private static Row row(String where, List<String> columns, List<String> fields, boolean ours) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (int c = 0; c < columns.size(); c++) {
            byName.put(
                    columns.get(c),
                    ours ? canonical(fields.get(c)) : fields.get(c).strip());
        }
        return new Row(where, byName);
    }

    /** A field as this program writes it, so that what other tools made of it is equal to what it was. */
    private static String canonical(String field) {
        if (REWRITTEN.matcher(field).matches()) {
            return Table.format(Double.valueOf(field));
        }
        return TRUTH.matcher(field).matches() ? field.toLowerCase(Locale.ROOT) : field;
    }
}
