package io.lagbench.harness.execute;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.HostEngines;
import io.lagbench.harness.plan.TrialSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which engines can be trusted on this host. Each is tried out once, when it is first asked for. */
public final class HostImplementations implements HostEngines {
    private final EngineProbe probe;
    private final Backend backend;
    private final PrintWriter warnings;
    private final Map<String, Optional<String>> known = new LinkedHashMap<>();
    private EngineTimes times;
    private boolean warned;

    /**
     * @param backend only its engines are asked
     * @param warnings receives a line for each engine that cannot be used, when the choice is first left to the host
     */
    public HostImplementations(EngineProbe probe, Backend backend, PrintWriter warnings) {
        this.probe = probe;
        this.backend = backend;
        this.warnings = warnings;
    }

    /**
     * The names of those that can be trusted, the fastest first.
     *
     * @throws BackendUnusableException if there is none; the message says why
     */
    @Override
    public synchronized List<String> get() {
        List<String> all = Engines.all().stream()
                .filter(engine -> engine.backends().contains(backend) && !engine.ownCell())
                .sorted(Comparator.comparing(EngineProvider::speed).reversed())
                .map(EngineProvider::name)
                .toList();
        Map<String, Optional<String>> problems = problems(all);
        requireDevice();
        List<String> trusted =
                all.stream().filter(name -> problems.get(name).isEmpty()).toList();
        if (trusted.isEmpty()) {
            throw unusable(problems);
        }
        if (!warned) {
            problems.forEach((name, problem) ->
                    problem.ifPresent(text -> warnings.println("lagbench: not used: " + name + ": " + text)));
            warned = true;
        }
        return trusted;
    }

    /** By the times of those that can be trusted and are expected to be equally fast, taken when they are first needed. */
    @Override
    public synchronized String fastest(List<String> engines, TrialSpec trial) {
        if (times == null) {
            times = probe.times(engines);
        }
        double steps = (double) trial.createTask().shape().timeSteps() * trial.budget();
        return times.fastest(engines, trial.batch(), trial.hidden(), steps);
    }

    /** The times that decided which engine is the fastest; none if nothing had to be decided. */
    public synchronized EngineTimes times() {
        return times == null ? EngineTimes.NONE : times;
    }

    /** Why each of some engines cannot be trusted; empty for those that can. */
    public synchronized Map<String, Optional<String>> problems(Collection<String> engines) {
        List<String> unknown = new ArrayList<>(engines);
        unknown.removeAll(known.keySet());
        if (!unknown.isEmpty()) {
            known.putAll(probe.problems(unknown));
        }
        Map<String, Optional<String>> asked = new LinkedHashMap<>();
        engines.forEach(engine -> asked.put(engine, known.get(engine)));
        return asked;
    }

    /**
     * Checks that it makes sense to start trials: some of their engines can be trusted, or at least those can that the others
     * are held against, so that it is not the machine that lacks something.
     *
     * @param engines those of the trials
     * @throws BackendUnusableException if not; the message says why
     */
    public void requireUsable(Collection<String> engines) {
        List<String> asked = new ArrayList<>(engines);
        Engines.all().stream()
                .filter(engine -> engine.baseline() && engine.backends().contains(backend))
                .map(EngineProvider::name)
                .filter(name -> !engines.contains(name))
                .forEach(asked::add);
        Map<String, Optional<String>> problems = problems(asked);
        requireDevice();
        if (problems.values().stream().allMatch(Optional::isPresent)) {
            throw unusable(problems);
        }
    }

    /** A backend with a device is of no use where no engine that is made for the device can be trusted: the rest is the processor's. */
    private void requireDevice() {
        Map<String, Optional<String>> problems = problems(Engines.ofDevice(backend));
        if (!problems.isEmpty() && problems.values().stream().allMatch(Optional::isPresent)) {
            throw unusable(problems);
        }
    }

    private BackendUnusableException unusable(Map<String, Optional<String>> problems) {
        return new BackendUnusableException("backend " + backend + " cannot be used here: "
                + (problems.isEmpty() ? "no engine on the class path is for it" : "")
                + problems.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue().orElseThrow())
                        .collect(Collectors.joining("; "))
                + "; native libraries are unpacked where LAGBENCH_CACHE says, else in the home, and need 0.5 GB there");
    }
}
