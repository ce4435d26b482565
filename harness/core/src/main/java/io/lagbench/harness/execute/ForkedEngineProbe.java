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
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.Reason;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tries engines out in processes of their own, so that a native library that crashes there does not end this process, and this
 * one stays free of native threads. Engines that need the same of their JVM share one.
 */
public final class ForkedEngineProbe implements EngineProbe {
    /** Option of the process that tries engines out: on more and larger shapes. */
    public static final String CONFORMANCE = "--conformance";

    private static final String CONFORMING = "@lagbench conforming ";
    private static final String PROBLEM = "@lagbench problem ";
    /** For one engine, the unpacking of its native libraries included. */
    private static final long SECONDS = 120;

    private static final long CONFORMANCE_SECONDS = 600;

    private static final String NO_ANSWER = "no answer within ";

    private static final int MOST_LINES = 2000;

    private final Fork fork;
    private final Backend backend;

    /** @param backend the one that engines are to run on */
    public ForkedEngineProbe(Fork fork, Backend backend) {
        this.fork = fork;
        this.backend = backend;
    }

    /**
     * What a forked process does: tries engines out and prints a line for each.
     *
     * @param conformance whether on more and larger shapes
     */
    public static void check(List<String> engines, boolean conformance, PrintStream out) {
        for (String engine : engines) {
            Optional<String> problem = problem(Engines.get(engine), conformance);
            out.print("\n"
                    + problem.map(text -> PROBLEM + engine + " " + text.replaceAll("\\s+", " "))
                            .orElse(CONFORMING + engine)
                    + "\n");
            out.flush();
        }
    }

    private static Optional<String> problem(EngineProvider engine, boolean conformance) {
        try {
            return conformance ? engine.conformanceProblem() : engine.problem();
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            return Optional.of("the check of it ended with " + Reason.of(e));
        }
    }

    /** What another forked process does: times trials, told as JSON, and prints a line for each. */
    public static void time(List<String> trials, PrintStream out) {
        EngineTiming.time(trials.stream().map(TrialSpec::fromJson).toList(), out);
    }

    /** Times are kept for the host; it takes some seconds an engine to take them. */
    @Override
    public EngineTimes times(Collection<String> engines) {
        EngineTimesFile file = fork.engineTimesFile(backend);
        List<EngineTimes.Time> known = file.read();
        if (engines.stream()
                .allMatch(name -> known.stream().anyMatch(time -> time.engine().equals(name)))) {
            return new EngineTimes(known);
        }
        System.err.println("lagbench: timing " + String.join(" and ", engines)
                + " once on this host, to choose between them by the size of a network");
        List<EngineTimes.Time> times = new ArrayList<>();
        for (String engine : engines) {
            Map<Launch, List<TrialSpec>> alike = new LinkedHashMap<>();
            for (TrialSpec trial : EngineTiming.trials(engine, backend)) {
                alike.computeIfAbsent(fork.launch(trial), launch -> new ArrayList<>())
                        .add(trial);
            }
            alike.forEach((launch, trials) -> times.addAll(times(launch, trials)));
        }
        file.write(times)
                .ifPresent(problem -> System.err.println("lagbench: times of engines cannot be kept: " + problem));
        return new EngineTimes(times);
    }

    private List<EngineTimes.Time> times(Launch launch, List<TrialSpec> trials) {
        List<EngineTimes.Time> times = new ArrayList<>();
        run(
                "time",
                launch,
                trials.stream().map(TrialSpec::toJson).toList(),
                SECONDS * trials.size(),
                line -> Optional.ofNullable(EngineTiming.read(line))
                        .map(times::add)
                        .isPresent());
        return times;
    }

    @Override
    public Map<String, Optional<String>> problems(Collection<String> engines) {
        return problems(engines, List.of());
    }

    @Override
    public Map<String, Optional<String>> conformanceProblems(Collection<String> engines) {
        return problems(engines, List.of(CONFORMANCE));
    }

    private Map<String, Optional<String>> problems(Collection<String> engines, List<String> options) {
        Map<String, Optional<String>> problems = new LinkedHashMap<>();
        Map<Launch, List<String>> alike = new LinkedHashMap<>();
        for (String name : engines) {
            EngineProvider engine = Engines.get(name);
            try {
                alike.computeIfAbsent(engine.launch(smallest(engine), fork.hostFacts()), launch -> new ArrayList<>())
                        .add(name);
            } catch (RuntimeException | LinkageError e) {
                problems.put(name, Optional.of("cannot say what its JVM needs: " + e));
            }
        }
        alike.forEach((launch, names) -> problems.putAll(problems(options, launch, names)));
        return problems;
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
                new Training(
                        1, Regime.of("full"), Optimizer.SGD, 1, Optimizer.EPSILON, 1, new Initialization("default"), 1),
                new Placement(backend, Arithmetic.FP32, OptionalInt.of(1), new Settings(own)));
    }

    /** What ends a process is the fault of the engine that it was at; the others get another. */
    private Map<String, Optional<String>> problems(List<String> options, Launch launch, List<String> engines) {
        Map<String, Optional<String>> told = new LinkedHashMap<>();
        List<String> left = new ArrayList<>(engines);
        while (!left.isEmpty()) {
            List<String> arguments =
                    Stream.concat(options.stream(), left.stream()).toList();
            long seconds = left.size() * (options.contains(CONFORMANCE) ? CONFORMANCE_SECONDS : SECONDS);
            String end = run("probe", launch, arguments, seconds, line -> take(line, told));
            left.removeAll(told.keySet());
            if (!left.isEmpty()) {
                told.put(left.remove(0), Optional.of("the check of it ended early: " + end));
            }
        }
        return told;
    }

    /**
     * Runs one process; returns how it ended. The first that ends well leaves the archive of classes for trials; a JVM that
     * cannot make one may not even start, so what tells nothing is run again without.
     *
     * @param seconds after which it is ended
     * @param taker takes in a line if it is meant for it
     */
    private String run(String command, Launch launch, List<String> arguments, long seconds, Predicate<String> taker) {
        Optional<ClassArchive> classes = fork.classes(launch);
        try (ClassArchive.Making making = classes.flatMap(ClassArchive::making).orElse(null)) {
            if (making != null) {
                long killsBefore = fork.outOfMemoryKills();
                Process process = fork.startProbe(command, launch, arguments, making.flags());
                AtomicBoolean told = new AtomicBoolean();
                String end = run(process, killsBefore, seconds, line -> {
                    boolean taken = taker.test(line);
                    if (taken) {
                        told.set(true);
                    }
                    return taken;
                });
                if (!process.isAlive() && process.exitValue() == 0) {
                    making.keep();
                }
                if (told.get() || end.startsWith(NO_ANSWER)) {
                    return end;
                }
            }
            long killsBefore = fork.outOfMemoryKills();
            List<String> flags = classes.map(ClassArchive::flags).orElse(List.of());
            return run(fork.startProbe(command, launch, arguments, flags), killsBefore, seconds, taker);
        } catch (IOException e) {
            return "it could not be started (" + e.getMessage() + ")";
        }
    }

    private String run(Process process, long killsBefore, long seconds, Predicate<String> taker) {
        AtomicBoolean late = new AtomicBoolean();
        try (ShutdownHook killer = new ShutdownHook("probe-killer", process::destroyForcibly);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Thread watch = new Thread(() -> late.set(endIfLate(process, seconds)), "probe-watch");
            watch.setDaemon(true);
            watch.start();
            List<String> rest = read(lines, taker);
            int status = process.waitFor();
            watch.join();
            if (late.get()) {
                return NO_ANSWER + seconds + " s";
            }
            if (LastWords.isKill(status)) {
                return fork.outOfMemoryKills() > killsBefore ? LastWords.OF_A_KILL_FOR_MEMORY : LastWords.exit(status);
            }
            String words = LastWords.ofCrash(rest).orElseGet(() -> LastWords.of(rest));
            return LastWords.exit(status) + (words.isEmpty() ? "" : "; its last words: " + words);
        } catch (IOException e) {
            return "what it said could not be read (" + e.getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it was interrupted";
        } finally {
            process.destroyForcibly();
        }
    }

    /** Has lines taken in; what nobody took is returned. */
    private static List<String> read(BufferedReader lines, Predicate<String> taker) throws IOException {
        List<String> rest = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!taker.test(line) && rest.size() < MOST_LINES) {
                rest.add(line);
            }
        }
        return rest;
    }

    /** Takes in what a line tells of an engine; returns whether it tells anything. */
    private static boolean take(String line, Map<String, Optional<String>> told) {
        if (line.startsWith(CONFORMING)) {
            told.put(line.substring(CONFORMING.length()), Optional.empty());
            return true;
        }
        if (line.startsWith(PROBLEM)) {
            String[] words = line.substring(PROBLEM.length()).split(" ", 2);
            told.put(words[0], Optional.of(words[1]));
            return true;
        }
        return false;
    }

    /** Whether the process had to be ended. */
    private static boolean endIfLate(Process process, long seconds) {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return true;
    }
}
