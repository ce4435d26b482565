package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import java.nio.file.Path;

/**
 * Where this installation has its things, as the launcher says through system properties.
 *
 * @param backend the backend this installation was built for ({@code lagbench.backend})
 * @param suites folder of suite files ({@code lagbench.suites})
 * @param runs folder for run directories without {@code --out} ({@code lagbench.runs})
 * @param locks folder by which the runs of this machine keep off each other ({@code lagbench.locks})
 */
record Installation(Backend backend, Path suites, Path runs, Path locks) {
    /**
     * The backend to use: the one that was built, or the one asked for if it is the same.
     *
     * @param asked null for none in particular
     * @throws ConfigurationException if there is no such backend
     * @throws BackendUnusableException if another was built
     */
    Backend require(String asked) {
        if (asked != null && !Backend.labels().contains(asked)) {
            throw new ConfigurationException("--backend: " + Names.unknown("backend", asked, Backend.labels()));
        }
        if (asked != null && !asked.equals(backend.label())) {
            throw new BackendUnusableException("backend " + asked + " cannot be used: this installation was built for "
                    + backend + " and never falls back; mvn -P" + asked + " package -Dlagbench.skip builds it");
        }
        return backend;
    }

    /** The program that starts this installation: beside its suites. */
    Path launcher() {
        return suites.toAbsolutePath().resolveSibling("lagbench");
    }

    static Installation fromSystemProperties() {
        return new Installation(
                Backend.parse(System.getProperty("lagbench.backend", Backend.CPU.label())),
                Path.of(System.getProperty("lagbench.suites", "suites")),
                Path.of(System.getProperty("lagbench.runs", "results/runs")),
                Path.of(System.getProperty(
                        "lagbench.locks", System.getProperty("java.io.tmpdir") + "/lagbench-locks")));
    }
}
