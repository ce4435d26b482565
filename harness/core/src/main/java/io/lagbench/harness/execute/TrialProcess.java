package io.lagbench.harness.execute;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.EventChannel;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs one trial in a JVM of its own and turns whatever becomes of that process into an outcome. */
final class TrialProcess {
    /** A trial ends itself at its timeout; its process is ended this much later if it did not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Start of the JVM, native libraries and warm-up may take the timeout and this much more. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 100;
    private static final int LONGEST_LINE = 1_000_000;

    /** Ctrl-C reaches parent and child at once; the parent learns that it is meant a little later. */
    private static final long INTERRUPTED_MILLIS = 1000;

    private static final Set<Integer> INTERRUPTED = Set.of(129, 130, 143); // SIGHUP, SIGINT, SIGTERM

    private final Fork fork;
    private final BooleanSupplier stopped;

    /** @param stopped whether trials are to be ended where they stand */
    TrialProcess(Fork fork, BooleanSupplier stopped) {
        this.fork = fork;
        this.stopped = stopped;
    }

    /**
     * Runs a trial to its end.
     *
     * @param files where its folder is; receives the logs
     * @param collector told every event, on another thread
     * @return the outcome; empty if it was stopped. Never fails on account of the trial
     */
    Optional<TrialOutcome> run(TrialSpec trial, TrialFiles files, OutcomeCollector collector)
            throws IOException, InterruptedException {
        Files.deleteIfExists(files.crashReport()); // of an earlier session
        long killsBefore = fork.outOfMemoryKills();
        Process process;
        try {
            process = fork.start(trial, files);
        } catch (RuntimeException | LinkageError e) { // of the engine or the task, which say what the JVM needs
            return Optional.of(collector.ended(
                    Status.ERROR,
                    "the trial's JVM could not be prepared: " + e.toString().replaceAll("\\s+", " ")));
        }
        Output output = new Output(trial, files, collector);
        Thread reader = reader("trial-output", process, output, () -> output.read(process));
        Thread errors = reader("trial-errors", process, output, () -> output.readErrors(process));
        boolean inTime;
        try (ShutdownHook killer = new ShutdownHook("trial-killer", () -> {
            output.killed = true;
            end(process);
        })) {
            reader.start();
            errors.start();
            inTime = waitFor(process, output);
            end(process);
            process.waitFor();
            reader.join();
            errors.join();
        } finally {
            end(process);
            process.getOutputStream().close(); // open until now: its end tells the child that its parent is gone
        }
        if (output.failure != null) {
            throw output.failure;
        }
        if (collector.finished().isPresent()) {
            return collector.finished();
        }
        if (INTERRUPTED.contains(process.exitValue())) {
            Thread.sleep(INTERRUPTED_MILLIS);
        }
        if (stopped.getAsBoolean() || output.killed) {
            return Optional.empty();
        }
        if (!inTime) {
            return Optional.of(collector.ended(
                    Status.TIMEOUT,
                    "no end " + GRACE.toSeconds() + " s after the timeout of " + trial.timeoutSeconds()
                            + " s; the process was ended"));
        }
        if (LastWords.isKill(process.exitValue()) && fork.outOfMemoryKills() > killsBefore) {
            return Optional.of(collector.ended(Status.OUT_OF_MEMORY, LastWords.OF_A_KILL_FOR_MEMORY));
        }
        String lastWords = lastWords(process.exitValue(), files);
        // A process whose heap is full to the last byte cannot say so in an event.
        Status status = lastWords.contains("java.lang.OutOfMemoryError") ? Status.OUT_OF_MEMORY : Status.CRASHED;
        return Optional.of(collector.ended(status, lastWords));
    }

    /** A thread that reads a stream of the process to its end; if that fails, the trial ends. */
    private static Thread reader(String name, Process process, Output output, Reading reading) {
        return new Thread(
                () -> {
                    try {
                        reading.run();
                    } catch (IOException e) {
                        output.failure = new UncheckedIOException(e);
                        end(process);
                    } catch (RuntimeException e) {
                        output.failure = e;
                        end(process);
                    }
                },
                name);
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    /** Ends the process, but not its streams, as {@link Process#destroyForcibly} does: what it wrote is still to be read. */
    private static void end(Process process) {
        process.toHandle().destroyForcibly();
    }

    /** Waits until the process ends or is to be stopped; false if its deadline came first. */
    private boolean waitFor(Process process, Output output) throws InterruptedException {
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) && !stopped.getAsBoolean()) {
            if (System.nanoTime() - output.deadline > 0) {
                return false;
            }
        }
        return true;
    }

    /** What a process writes to standard output: events for the collector, the rest for stdout.log. */
    private static final class Output {
        private final TrialSpec trial;
        private final TrialFiles files;
        private final OutcomeCollector collector;
        private volatile long deadline;
        private volatile RuntimeException failure;
        private volatile boolean killed;

        Output(TrialSpec trial, TrialFiles files, OutcomeCollector collector) {
            this.trial = trial;
            this.files = files;
            this.collector = collector;
            allow(START);
        }

        /** Sets the deadline to the trial's timeout and some more from now. */
        private void allow(Duration more) {
            deadline = System.nanoTime()
                    + Duration.ofSeconds(trial.timeoutSeconds()).plus(more).toNanos();
        }

        void read(Process process) throws IOException {
            try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                    LogFile log = new LogFile(files.stdout())) {
                for (String line = line(lines); line != null; line = line(lines)) {
                    Optional<TrialEvent> event = EventChannel.parse(line);
                    if (event.isPresent()) {
                        accept(event.get());
                    } else if (!line.isBlank()) {
                        log.line(line);
                    }
                }
            }
        }

        /** The next line, or as much of it as is sensible; null at the end. */
        private static String line(BufferedReader in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return line.isEmpty() ? null : line.toString();
                }
                line.append((char) c);
                if (line.length() == LONGEST_LINE) {
                    break;
                }
            }
            return line.toString();
        }

        void readErrors(Process process) throws IOException {
            try (InputStream errors = process.getErrorStream();
                    LogFile log = new LogFile(files.stderr())) {
                log.drain(errors);
            }
        }

        private void accept(TrialEvent event) {
            if (event instanceof TrialEvent.Started) {
                allow(GRACE);
            }
            collector.accept(event);
        }
    }

    /** How a process ended and what its logs say: where native code crashed, else the last lines of its errors or output. */
    private static String lastWords(int exitStatus, TrialFiles files) throws IOException {
        Optional<String> crash = LastWords.ofCrash(lines(files.crashReport()));
        if (crash.isPresent()) {
            return crash.get() + "; see " + files.crashReport().getFileName();
        }
        for (Path log :
                List.of(files.stderr(), files.stdout())) { // a JVM that cannot start says why on standard output
            String words = LastWords.of(lines(log));
            if (!words.isEmpty()) {
                return LastWords.exit(exitStatus) + "; last of " + log.getFileName() + ": " + words;
            }
        }
        return LastWords.exit(exitStatus);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> !line.isBlank())
                        .toList()
                : List.of();
    }
}
