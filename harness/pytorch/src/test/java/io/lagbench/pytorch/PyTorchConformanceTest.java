package io.lagbench.pytorch;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.conformance.EngineConformance;

class PyTorchConformanceTest extends EngineConformance {

    @Override
    protected EngineProvider provider() {
        return new PyTorchEngineProvider();
    }

    @Override
    protected Backend backend() {
        return Backend.CPU;
    }
}
