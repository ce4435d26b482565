package io.lagbench.harness.execute;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Launch;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Which engines can be trusted on this host. Processes of their own run each against the reference, so that a native library
 * that crashes there does not end this process, and this one stays free of native threads. Engines that need the same of
 * their JVM share one.
 */
public final class HostImplementations implements Supplier<List<String>> {
    private static final String CONFORMING = "@lagbench conforming ";
    private static final String PROBLEM = "@lagbench problem ";
    private static final long SECONDS = 120;

    private final Fork fork;
    private final Backend backend;
    private final PrintWriter warnings;
    private List<String> found;

    /**
     * @param backend only its engines are asked
     * @param warnings receives a line for each engine that cannot be used, when it is first asked for
     */
    public HostImplementations(Fork fork, Backend backend, PrintWriter warnings) {
        this.fork = fork;
        this.backend = backend;
        this.warnings = warnings;
    }

    /** What a forked process does: checks engines and prints a line for each. */
    public static void check(List<String> engines, PrintStream out) {
        for (String engine : engines) {
            Optional<String> problem = Engines.get(engine).problem();
            out.print("\n"
                    + problem.map(text -> PROBLEM + text.replaceAll("\\s+", " "))
                            .orElse(CONFORMING + engine) + "\n");
            out.flush();
        }
    }

    /** The names of those that can, the fastest first; asked once. */
    @Override
    public synchronized List<String> get() {
        if (found == null) {
            found = ask();
        }
        return found;
    }

    private List<String> ask() {
        List<EngineProvider> engines = Engines.all().stream()
                .filter(engine -> engine.backends().contains(backend))
                .sorted(Comparator.comparing(EngineProvider::speed).reversed())
                .toList();
        Map<Launch, List<String>> alike = new LinkedHashMap<>();
        for (EngineProvider engine : engines) {
            try {
                alike.computeIfAbsent(engine.launch(smallest(engine), fork.hostFacts()), launch -> new ArrayList<>())
                        .add(engine.name());
            } catch (RuntimeException | LinkageError e) {
                warnings.println("lagbench: not used: " + engine.name() + " cannot say what its JVM needs: " + e);
            }
        }
        Set<String> trusted = new HashSet<>();
        alike.forEach((launch, names) -> trusted.addAll(conforming(launch, names)));
        engines.stream()
                .filter(EngineProvider::baseline)
                .map(EngineProvider::name)
                .forEach(trusted::add);
        return engines.stream()
                .map(EngineProvider::name)
                .filter(trusted::contains)
                .toList();
    }

    /** The least that there is to train: a check needs no more threads and memory. */
    private NetworkSpec smallest(EngineProvider engine) {
        Map<String, Object> own = new HashMap<>();
        engine.settings().stream()
                .filter(setting -> !setting.defaultText().isEmpty())
                .forEach(setting -> own.put(setting.key(), setting.parse(setting.defaultText())));
        return new NetworkSpec(
                new Signature(1, false, Sequences.Kind.REALS, 1, Sequences.Kind.REALS, 1, new Loss.Sigmoid(), false),
                new Architecture(Model.of(Model.LSTM), 1, 1, Gate.SIGMOID),
                new Training(1, Regime.of("full"), Optimizer.SGD, 1, 1, new Initialization("default"), 1),
                new Placement(backend, Arithmetic.FP32, OptionalInt.of(1), new Settings(own)));
    }

    private List<String> conforming(Launch launch, List<String> engines) {
        List<String> names = new ArrayList<>();
        int told = 0;
        try {
            Process process = fork.startProbe(launch, engines);
            try (ShutdownHook killer = new ShutdownHook("probe-killer", process::destroyForcibly);
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                Thread watch = new Thread(() -> endIfLate(process), "probe-watch");
                watch.setDaemon(true);
                watch.start();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(CONFORMING)) {
                        names.add(line.substring(CONFORMING.length()));
                        told++;
                    } else if (line.startsWith(PROBLEM)) {
                        warnings.println("lagbench: not used: " + line.substring(PROBLEM.length()));
                        told++;
                    }
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            warnings.println("lagbench: the engines could not be checked: " + e.getMessage());
        }
        if (told < engines.size()) {
            warnings.println("lagbench: the check of the engines " + String.join(", ", engines)
                    + " ended early; what it did not reach is not used");
        }
        return names;
    }

    private static void endIfLate(Process process) {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
