package io.lagbench.dl4j;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.conformance.EngineConformance;
import org.junit.jupiter.api.BeforeAll;

/** Runs where the backend is one with a device and the device is there. */
class CuDnnConformanceTest extends EngineConformance {

    @BeforeAll
    static void deviceIsThere() {
        assumeThat(System.getProperty("lagbench.test.backend")).isNotEqualTo(Backend.CPU.label());
        assumeThat(new CuDnnEngineProvider().problem()).isEmpty();
    }

    @Override
    protected EngineProvider provider() {
        return new CuDnnEngineProvider();
    }

    @Override
    protected Backend backend() {
        return Backend.parse(System.getProperty("lagbench.test.backend"));
    }
}
