package io.lagbench.harness.cli;

import io.lagbench.harness.plan.SuiteLibrary;
import java.util.Iterator;

/** What an installation can run by name. */
final class SuiteNames implements Iterable<String> {
    private final Installation installation;

    SuiteNames(Installation installation) {
        this.installation = installation;
    }

    @Override
    public Iterator<String> iterator() {
        return new SuiteLibrary(installation.suites()).suitesAndTasks().iterator();
    }
}
