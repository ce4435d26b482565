package io.lagbench.harness.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DataTableTest {

    @Test
    void rowsOfAnotherWidthAreRefused() {
        assertThatThrownBy(() -> new DataTable(List.of("a", "b")).row(List.of("1")))
                .hasMessageContaining("1 cells in a table of 2");
    }

    @Test
    void columnsOfNumbersAreAlignedRight() {
        DataTable table =
                new DataTable(List.of("name", "us")).row(List.of("a", "7")).row(List.of("b|c", ""));
        assertThat(table.markdown()).isEqualTo("""
                | name |  us |
                |:-----|----:|
                | a    |   7 |
                | b\\|c |     |
                """);
        assertThat(table.text()).contains("| b|c  |     |");
    }

    @Test
    void aLabelThatBeginsWithADigitIsNoNumberAndOneWithItsUnitIs() {
        DataTable table = new DataTable(List.of("label", "enumerated", "share", "interval", "scientific"))
                .row(List.of("2c, q 50", "1, rate 0.5", "12 %", "5 of 5 [0.57, 1.00]", "-1.5e-9"));

        assertThat(table.isNumeric(0)).isFalse();
        assertThat(table.isNumeric(1)).isFalse();
        assertThat(table.isNumeric(2)).isTrue();
        assertThat(table.isNumeric(3)).isTrue();
        assertThat(table.isNumeric(4)).isTrue();
    }
}
