package io.lagbench.engine.conformance;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;

/** The kit asks for nothing that an exact engine does not do. */
class ReferenceEngineConformanceTest extends EngineConformance {

    @Override
    protected EngineProvider provider() {
        return new ReferenceEngine();
    }

    @Override
    protected Backend backend() {
        return Backend.CPU;
    }
}
