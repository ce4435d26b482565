package io.lagbench.lstm1997;

import io.lagbench.workloads.Settings;
import java.util.Map;

/** The kit on the architecture of experiment 2a: no output gate, no biases, no recurrence, and outputs that see inputs. */
class ShortcutConformanceTest extends PaperCellsConformanceTest {

    @Override
    protected Settings own() {
        return new Settings(Map.of(
                "recurrence", "none",
                "biases", "none",
                "output-gate", false,
                "shortcut", true,
                "squash-content", "logistic",
                "squash-state", "identity"));
    }
}
