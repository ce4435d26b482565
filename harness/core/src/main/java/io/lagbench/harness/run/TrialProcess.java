package io.lagbench.harness.run;

import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.EventChannel;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs one trial in a JVM of its own and turns whatever becomes of that process into a result. */
final class TrialProcess {
    /** A trial ends itself at its timeout; its process is ended this much later if it did not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Start of the JVM, native libraries and warm-up may take the timeout and this much more. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 100;
    private static final int LAST_LINES = 3;

    private final Fork fork;

    TrialProcess(Fork fork) {
        this.fork = fork;
    }

    /**
     * Runs a trial to its end.
     *
     * @param folder receives stdout.log and stderr.log
     * @param listener told every event but the last, on another thread
     * @return the result; never fails on account of the trial
     */
    TrialResult run(TrialSpec trial, Path folder, Consumer<TrialEvent> listener)
            throws IOException, InterruptedException {
        Process process = fork.start(trial, folder);
        Output output = new Output(trial, folder, listener);
        Thread reader = new Thread(
                () -> {
                    try {
                        output.read(process);
                    } catch (RuntimeException e) {
                        output.failure = e;
                        end(process);
                    }
                },
                "trial-output");
        boolean inTime;
        try (ShutdownHook killer = new ShutdownHook("trial-killer", () -> end(process));
                OutputStream toChild = process.getOutputStream()) {
            reader.start();
            send(trial, toChild);
            inTime = waitFor(process, output);
            end(process);
            process.waitFor();
            reader.join();
        } finally {
            end(process);
        }
        if (output.failure != null) {
            throw output.failure;
        }
        if (output.result != null) {
            return output.result;
        }
        return inTime
                ? TrialResult.ended(Status.CRASHED, exit(process.exitValue()) + lastLines(folder), output.last)
                : TrialResult.ended(
                        Status.TIMEOUT,
                        "no end " + GRACE.toSeconds() + " s after the timeout of " + trial.timeoutSeconds()
                                + " s; the process was ended",
                        output.last);
    }

    /** Ends the process, but not its streams, as {@link Process#destroyForcibly} does: what it wrote is still to be read. */
    private static void end(Process process) {
        process.toHandle().destroyForcibly();
    }

    /** Waits until the process ends; false if its deadline came first. */
    private static boolean waitFor(Process process, Output output) throws InterruptedException {
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - output.deadline > 0) {
                return false;
            }
        }
        return true;
    }

    /** Writes the trial; the pipe stays open, because its end tells the child that its parent is gone. */
    private static void send(TrialSpec trial, OutputStream toChild) throws InterruptedException {
        try {
            toChild.write((trial.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
            toChild.flush();
        } catch (IOException e) {
            Thread.sleep(1); // the child ended before it read; its exit status tells more than this exception
        }
    }

    /** What a process writes to standard output: events for the listener, the rest for stdout.log. */
    private static final class Output {
        private final TrialSpec trial;
        private final Path folder;
        private final Consumer<TrialEvent> listener;
        private volatile long deadline;
        private volatile TrialResult result;
        private volatile RuntimeException failure;
        private volatile TrialEvent.Evaluated last;

        Output(TrialSpec trial, Path folder, Consumer<TrialEvent> listener) {
            this.trial = trial;
            this.folder = folder;
            this.listener = listener;
            allow(START);
        }

        /** Sets the deadline to the trial's timeout and some more from now. */
        private void allow(Duration more) {
            deadline = System.nanoTime()
                    + Duration.ofSeconds(trial.timeoutSeconds()).plus(more).toNanos();
        }

        void read(Process process) {
            try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                    BufferedWriter log = Files.newBufferedWriter(folder.resolve("stdout.log"))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Optional<TrialEvent> event = EventChannel.parse(line);
                    if (event.isPresent()) {
                        accept(event.get());
                    } else if (!line.isBlank()) {
                        log.write(line);
                        log.newLine();
                        log.flush();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void accept(TrialEvent event) {
            if (event instanceof TrialEvent.Finished finished) {
                result = finished.result();
                return;
            }
            if (event instanceof TrialEvent.Started) {
                allow(GRACE);
            } else if (event instanceof TrialEvent.Evaluated evaluated) {
                last = evaluated;
            }
            listener.accept(event);
        }
    }

    private static String exit(int status) {
        return status > 128 && status < 160
                ? "the process ended by signal " + (status - 128)
                : "the process ended with exit status " + status;
    }

    private static String lastLines(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("stderr.log"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        return "; last of stderr.log: "
                + String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
