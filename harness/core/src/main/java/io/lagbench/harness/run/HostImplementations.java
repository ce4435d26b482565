package io.lagbench.harness.run;

import io.lagbench.harness.engine.EngineProvider;
import io.lagbench.harness.engine.Engines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Which LSTM implementations can be trusted on this host. A process of its own runs each against the reference, so that a
 * native library that crashes there does not end this process, and this one stays free of native threads.
 */
public final class HostImplementations implements Supplier<List<String>> {
    private static final String CONFORMING = "@lagbench conforming ";
    private static final String PROBLEM = "@lagbench problem ";
    private static final long SECONDS = 120;

    private final Fork fork;
    private final String backend;
    private final PrintWriter warnings;
    private List<String> found;

    /**
     * @param backend only its implementations are asked
     * @param warnings receives a line for each implementation that cannot be used, when it is first asked for
     */
    public HostImplementations(Fork fork, String backend, PrintWriter warnings) {
        this.fork = fork;
        this.backend = backend;
        this.warnings = warnings;
    }

    /** What the forked process does: checks each implementation and prints a line for it. */
    public static void check(String backend, PrintStream out) {
        Engines.all().stream()
                .filter(provider -> provider.backends().contains(backend))
                .sorted(Comparator.comparing(EngineProvider::speed).reversed())
                .forEach(provider -> {
                    Optional<String> problem = provider.problem();
                    out.print("\n"
                            + problem.map(text -> PROBLEM + text.replaceAll("\\s+", " "))
                                    .orElse(CONFORMING + provider.lstm())
                            + "\n");
                    out.flush();
                });
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
        List<String> names = new ArrayList<>();
        try {
            Process process = fork.startProbe(backend);
            try (ShutdownHook killer = new ShutdownHook("probe-killer", process::destroyForcibly);
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                Thread watch = new Thread(() -> endIfLate(process), "probe-watch");
                watch.setDaemon(true);
                watch.start();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(CONFORMING)) {
                        names.add(line.substring(CONFORMING.length()));
                    } else if (line.startsWith(PROBLEM)) {
                        warnings.println("lagbench: not used: " + line.substring(PROBLEM.length()));
                    }
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            warnings.println("lagbench: the LSTM implementations could not be checked: " + e.getMessage());
        }
        if (!names.contains(Engines.STOCK)) {
            warnings.println(
                    "lagbench: the check of the LSTM implementations ended early; what it did not reach is not used");
            names.add(Engines.STOCK);
        }
        return List.copyOf(names);
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
