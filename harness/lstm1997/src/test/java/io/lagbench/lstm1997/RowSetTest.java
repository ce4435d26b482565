package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSetTest {
    private final RowSet rows = new RowSet(12);

    private int[] content() {
        return IntStream.range(0, rows.size()).map(rows::get).toArray();
    }

    @Test
    void rowsStayInTheOrderInWhichTheyFirstCame() {
        for (int row : new int[] {7, 0, 7, 11, 0}) {
            rows.add(row);
        }

        assertThat(content()).containsExactly(7, 0, 11);
        rows.clear();
        assertThat(content()).isEmpty();
        rows.add(11);
        rows.addAll();
        assertThat(content()).containsExactly(11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void aQuarterOfAllRowsIsDense() {
        rows.add(3);
        rows.add(5);
        assertThat(rows.isDense()).isFalse();
        rows.add(4);
        assertThat(rows.isDense()).isTrue();
        rows.clear();
        assertThat(rows.isDense()).isFalse();
    }
}
