package io.lagbench.harness.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Engines;
import java.util.Optional;

/** For tests that train: ND4J's backend has to load, which that of the profile cuda does only where there is a device. */
public final class Nd4jRequired {
    private Nd4jRequired() {}

    /** Skips the tests, and says why, where the backend cannot load; on the host backend that is a failure. */
    public static void check() {
        Optional<String> problem = Engines.get("stock").problem();
        problem.ifPresent(reason -> System.out.println("skipped: " + reason));
        if (!System.getProperty("lagbench.test.backend", "cpu").equals("cuda")) {
            assertThat(problem).isEmpty();
        }
        assumeThat(problem).isEmpty();
    }
}
