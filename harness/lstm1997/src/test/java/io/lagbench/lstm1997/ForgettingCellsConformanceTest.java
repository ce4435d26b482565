package io.lagbench.lstm1997;

import io.lagbench.workloads.Settings;
import java.util.Map;

/** The kit on cells with a forget gate, that see cells only. */
class ForgettingCellsConformanceTest extends PaperCellsConformanceTest {

    @Override
    protected Settings own() {
        return new Settings(Map.of(
                "forget-gate",
                true,
                "recurrence",
                "cells",
                "biases",
                "hidden",
                "squash-state",
                "tanh",
                "first-output",
                0.5));
    }
}
