package io.lagbench.harness.cli;

import java.nio.file.Path;

/**
 * Where this installation has its things, as the launcher says through system properties.
 *
 * @param backend the backend this installation was built for ({@code lagbench.backend})
 * @param suites folder of suite files ({@code lagbench.suites})
 * @param runs folder for run directories without {@code --out} ({@code lagbench.runs})
 */
record Installation(String backend, Path suites, Path runs) {

    static Installation fromSystemProperties() {
        return new Installation(
                System.getProperty("lagbench.backend", "cpu"),
                Path.of(System.getProperty("lagbench.suites", "suites")),
                Path.of(System.getProperty("lagbench.runs", "results/runs")));
    }
}
