package io.lagbench.dl4j;

import io.lagbench.engine.conformance.NetworkCase;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The same on all cases. */
@Tag("conformance")
class StockAllCasesTest extends StockConformanceTest {

    @Override
    protected List<NetworkCase> cases() {
        return NetworkCase.all();
    }
}
