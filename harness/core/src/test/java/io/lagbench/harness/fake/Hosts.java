package io.lagbench.harness.fake;

import io.lagbench.harness.execute.EngineProbe;
import io.lagbench.harness.execute.ExecutorFactory;
import io.lagbench.harness.execute.InProcessExecutor;
import io.lagbench.harness.host.ControlGroup;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.Processors;
import io.lagbench.harness.host.UserFolders;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import io.lagbench.harness.trial.TrialResult;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Machines for tests: two cores and 8 GB, with limits or without. */
public final class Hosts {
    private Hosts() {}

    /** A machine without limits. */
    public static Host plain() {
        return named("A CPU");
    }

    /** The same with another processor. */
    public static Host named(String cpu) {
        return new Host(cpu, "amd64", 2, 2, Processors.all(2), 8000, "an OS", -1, -1, Set.of(), ControlGroup.none());
    }

    /** The same in a control group. */
    public static Host limited(ControlGroup limits) {
        return new Host("A CPU", "amd64", 2, 2, Processors.all(2), 8000, "an OS", -1, -1, Set.of(), limits);
    }

    /** The folders of the user who runs the tests. */
    public static UserFolders folders() {
        return UserFolders.current();
    }

    /** Trusts every engine. */
    public static EngineProbe trusting() {
        return engines -> engines.stream().collect(Collectors.toMap(name -> name, name -> Optional.empty()));
    }

    /** Executes trials in the JVM of the tests. */
    public static ExecutorFactory inProcess() {
        return (host, device, jobs, trials) -> new InProcessExecutor(host, trials);
    }

    /** What became of a trial on the plain machine. */
    public static TrialOutcome outcome(TrialResult result, TrialEvent.Started started) {
        return outcome(plain(), result, started);
    }

    /** What became of a trial on a machine. */
    public static TrialOutcome outcome(Host host, TrialResult result, TrialEvent.Started started) {
        return new TrialOutcome(result, host, Optional.of(started), new TrialFiles(Path.of("no-such-folder")));
    }
}
