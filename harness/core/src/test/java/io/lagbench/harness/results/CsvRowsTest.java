package io.lagbench.harness.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void truncatedRowIsDroppedAndCounted() throws IOException {
        CsvRows cut = read("a,b\n1,2\n3,4");
        assertThat(cut.rows()).hasSize(1);
        assertThat(cut.dropped()).isEqualTo(1);
        assertThat(read("a,b\n1,2\n3\n5,6\n7,8,9\n").rows()).hasSize(2);
        assertThat(read("a,b\n1,2\n3\n5,6\n7,8,9\n").dropped()).isEqualTo(2);
        assertThat(read("a,b\n1,2\n\"cut in a qu\n").dropped()).isEqualTo(1);
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
