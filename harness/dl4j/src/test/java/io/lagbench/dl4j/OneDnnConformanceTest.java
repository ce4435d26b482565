package io.lagbench.dl4j;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.conformance.EngineConformance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class OneDnnConformanceTest extends EngineConformance {

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    @Override
    protected EngineProvider provider() {
        return new OneDnnEngineProvider();
    }

    @Override
    protected Backend backend() {
        return Backend.parse(System.getProperty("lagbench.test.backend"));
    }
}
