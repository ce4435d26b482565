package io.lagbench.lstm1997;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.conformance.EngineConformance;
import io.lagbench.engine.conformance.Reference;

/** The kit on cells as the paper has them: they see all cells and gates of the step before. */
class PaperCellsConformanceTest extends EngineConformance {

    @Override
    protected EngineProvider provider() {
        return new Lstm1997EngineProvider();
    }

    @Override
    protected Backend backend() {
        return Backend.CPU;
    }

    @Override
    protected Reference reference(NetworkSpec network) {
        return new ReferenceCells(network);
    }
}
