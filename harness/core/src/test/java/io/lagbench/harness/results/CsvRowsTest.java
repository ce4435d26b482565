package io.lagbench.harness.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.harness.plan.ConfigurationException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {
    @TempDir
    private Path folder;

    private CsvRows read(String text) throws IOException {
        return CsvRows.read(Files.writeString(folder.resolve("x.csv"), text));
    }

    @Test
    void quotedFieldsMayHoldCommasQuotesAndNewlines() throws IOException {
        CsvRows csv = read("a,b\n\"x, \"\"y\"\"\nz\",1\n");
        assertThat(csv.columns()).containsExactly("a", "b");
        assertThat(csv.rows()).hasSize(1);
        assertThat(csv.rows().get(0).text("a")).isEqualTo("x, \"y\"\nz");
        assertThat(csv.dropped()).isZero();
    }

    @Test
    void rowsWithOtherNumbersOfFieldsAreDroppedAndCounted() throws IOException {
        assertThat(read("a,b\n1,2\n3\n5,6\n7,8,9\n").rows()).hasSize(2);
        assertThat(read("a,b\n1,2\n3\n5,6\n7,8,9\n").dropped()).isEqualTo(2);
        assertThat(read("a,b\n1,2\n\"cut in a qu\n").dropped()).isEqualTo(1);
        assertThat(read("a,b\n1,2\n3").dropped()).as("really cut").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,2\n3,4",
                "a,b\r\n1,2\r\n3,4\r\n",
                "a,b\r1,2\r3,4\r",
                "a,b\r1,2\r3,4",
                "a,b,\n1,2,\n3,4,\n",
                "a,b\n1,2,\n3,4,,\n",
                "sep=,\r\na,b\r\n1,2\r\n3,4\r\n",
                ",\n\na,b\n1,2\n,\n3,4\n,,\n\u001a",
                "# of NumPy\n# a,b\n1,2\n3,4\n",
                "# made by hand\na,b\n# and more\n1,2\n3,4\n# end",
                "a, b\n1, 2\n 3 ,4 \n\n",
                "\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\""
            })
    void filesOfOtherToolsAreReadWhole(String text) throws IOException {
        CsvRows csv = read(text);
        assertThat(csv.columns()).containsExactly("a", "b");
        assertThat(csv.rows().stream()
                        .map(row ->
                                row.number("a").getAsDouble() + row.number("b").getAsDouble()))
                .containsExactly(3.0, 7.0);
        assertThat(csv.rows().get(1).text("b")).isEqualTo("4");
        assertThat(csv.notes()).isEmpty();
    }

    @Test
    void utf16WithOrWithoutAByteOrderMark() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String mark : List.of("\uFEFF", "")) {
                Path file = folder.resolve("x.csv");
                Files.write(file, (mark + "a,b\n1,\u00fc\n").getBytes(charset));
                assertThat(CsvRows.read(file).rows().get(0).text("b")).isEqualTo("\u00fc");
            }
        }
    }

    /** Spreadsheets and data frames write the numbers and truths of a run's files in their way. */
    @Test
    void ownFieldsThatOthersRewroteAreEqualToWhatTheyWere() throws IOException {
        CsvRows csv = read(
                "schema_version,a,b,c,d,e\n1.0,20.0,1.00E-03,TRUE,1e-05,0.50\n,,,,,\n1.0,20.50,12e4,False,1e5f,x\n");
        assertThat(csv.rows().get(0).fields().values()).containsExactly("1", "20", "0.001", "true", "0.00001", "0.5");
        assertThat(csv.rows().get(1).fields().values())
                .as("what may be a hash stays as it is")
                .containsExactly("1", "20.5", "12e4", "false", "1e5f", "x");
        assertThat(csv.notes()).isEmpty();
    }

    @Test
    void aRowThatBeginsWithASpreadsheetsErrorIsNoComment() throws IOException {
        CsvRows csv = read("a,b\n1,2\n#N/A,3\n# end\n");
        assertThat(csv.rows()).hasSize(2);
        assertThat(csv.rows().get(1).number("a")).isEmpty();
    }

    @Test
    void unnamedColumnsAreNumbered() throws IOException {
        assertThat(read(",a,,b\n0,1,2,3\n").columns()).containsExactly("(column 1)", "a", "(column 3)", "b");
    }

    @Test
    void ownRowsWithoutLineEndAreKeptWithANote() throws IOException {
        String note = "the last row has all its fields and no line end: it was edited, or its last field is cut";
        CsvRows edited = read("schema_version,a,b\n1,2,3\n1,4,5");
        assertThat(edited.rows()).hasSize(2);
        assertThat(edited.notes()).containsExactly(note);
        assertThat(read("schema_version,a,b\n1,2,3\n1,4,5\n").notes()).isEmpty();
        CsvRows cut = read("schema_version,a,b\n1,2,3\n1,4,");
        assertThat(cut.rows()).as("other rows have a value there").hasSize(1);
        assertThat(cut.notes()).containsExactly("1 row was cut or damaged and left out");
        assertThat(read("schema_version,a,b\n1,2,\n1,4,").rows())
                .as("other rows have none")
                .hasSize(2);
        assertThat(read("schema_version,a,b\n1,2,3\n1,4").notes())
                .containsExactly("1 row was cut or damaged and left out");
    }

    @Test
    void aFileThatEndsInAQuoteHasNoOpenEnd() throws IOException {
        CsvRows csv = read("schema_version,a,b\n1,2,3\n1,4,\n1,\"x");
        assertThat(csv.rows()).hasSize(2);
        assertThat(csv.notes()).containsExactly("1 row was cut or damaged and left out");
    }

    @Test
    void aDamagedRowOfOursIsLostAlone() throws IOException {
        CsvRows csv = read("schema_version,a\n1,2\n1,\"x\n1,\"4,4\"\n1,5\n");
        assertThat(csv.rows().stream().map(row -> row.text("a"))).containsExactly("2", "4,4", "5");
        assertThat(csv.dropped()).isEqualTo(1);
        assertThat(csv.rows().get(2).where()).endsWith("x.csv:5");
        assertThat(read("schema_version,a\n1,\"by\nhand\"\n").rows().get(0).text("a"))
                .isEqualTo("by\nhand");
    }

    @Test
    void headersThatTellNothingAreRefused() {
        assertThatThrownBy(() -> read("a,b,a\n1,2,3\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("x.csv: column 'a' stands twice in the header; allowed: every column once");
        assertThatThrownBy(() -> read("a;b\n1,5;2\n"))
                .hasMessageEndingWith("its fields are separated by ';'; allowed: commas");
        assertThatThrownBy(() -> read("sep=;\na;b\n1;2\n")).hasMessageContaining("separated by ';'");
        assertThatThrownBy(() -> read("PK\3\4..."))
                .hasMessageEndingWith("is a packed workbook or archive; allowed: a CSV file");
        assertThatThrownBy(() -> read("a\tb\n1\t2\n")).hasMessageContaining("separated by 'tab'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10d", "10f", "0x1p3", "1_000", "\u0661", "1,5", "ten"})
    void onlyDecimalNotationIsANumber(String text) throws IOException {
        CsvRows.Row row = read("a\n\"" + text + "\"\n").rows().get(0);
        assertThatThrownBy(() -> row.number("a")).hasMessageEndingWith("'" + text + "' is no number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "inf", "-Infinity", "NA", "null", " ", "#N/A", "<NA>", "#DIV/0!"})
    void wordsForWhatIsNotAvailable(String text) throws IOException {
        assertThat(read("a,b\n1," + text + "\n").rows().get(0).number("b")).isEmpty();
    }

    @Test
    void emptyFileHasNoColumns() throws IOException {
        assertThat(read("").columns()).isEmpty();
        assertThat(read("").dropped()).isZero();
    }

    @Test
    void nonFiniteIsUnavailableAndNonNumberIsRefused() throws IOException {
        CsvRows.Row row = read("a,b,c,d\nNaN,Infinity,,x\n").rows().get(0);
        assertThat(row.number("a")).isEmpty();
        assertThat(row.number("b")).isEmpty();
        assertThat(row.number("c")).isEmpty();
        assertThat(row.available("e")).isEmpty();
        assertThatThrownBy(() -> row.number("d")).hasMessageEndingWith("x.csv:2: column d: 'x' is no number");
        assertThatThrownBy(() -> row.number("e")).hasMessage("no column e");
    }

    @Test
    void byteOrderMarkAndControlCharactersAreRemoved() throws IOException {
        CsvRows csv = read("\uFEFFa,b\n1,\u001b[31m\u0001x\n");
        assertThat(csv.columns()).containsExactly("a", "b");
        assertThat(csv.rows().get(0).text("b")).isEqualTo("\uFFFD[31m\uFFFDx");
    }
}
