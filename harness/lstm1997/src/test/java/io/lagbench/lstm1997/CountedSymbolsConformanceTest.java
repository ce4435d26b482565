package io.lagbench.lstm1997;

import io.lagbench.workloads.Settings;
import java.util.Map;

/** The kit on cells that see nothing of the step before; of symbols they are counts. */
class CountedSymbolsConformanceTest extends PaperCellsConformanceTest {

    @Override
    protected Settings own() {
        return new Settings(Map.of("recurrence", "none", "biases", "hidden"));
    }
}
