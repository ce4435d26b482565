package io.lagbench.harness.analysis;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CellNamesTest {

    @Test
    void namesHoldSizesAndDifferingColumns() {
        List<Cell> cells = Cell.of(List.of(
                trial("task", "original", "length", 5, "regime", "full"),
                trial("task", "original", "length", 5, "regime", "stateful-1"),
                trial("regime", "full", "batch", 1),
                trial("regime", "full", "batch", 32, "init", "chrono")));
        assertThat(CellNames.names(cells))
                .containsExactly(
                        "original, length 5, batch 32, full",
                        "original, length 5, batch 32, stateful-1",
                        "recall, length 20, batch 1",
                        "recall, length 20, batch 32");
        assertThat(CellNames.names(cells.subList(0, 1))).containsExactly("original");
    }
}
