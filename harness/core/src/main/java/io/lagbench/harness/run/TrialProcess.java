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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs one trial in a JVM of its own and turns whatever becomes of that process into a result. */
final class TrialProcess {
    /** A trial ends itself at its timeout; its process is ended this much later if it did not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Start of the JVM, native libraries and warm-up do not count against the timeout of the measurement. */
    private static final Duration SET_UP = Duration.ofSeconds(60);

    private static final int LAST_LINES = 3;

    private final Fork fork;
    private final Duration setUp;

    TrialProcess(Fork fork) {
        this(fork, SET_UP);
    }

    TrialProcess(Fork fork, Duration setUp) {
        this.fork = fork;
        this.setUp = setUp;
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
        AtomicReference<TrialResult> result = new AtomicReference<>();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        read(process, folder, listener, result);
                    } catch (RuntimeException e) {
                        failure.set(e);
                        process.destroyForcibly();
                    }
                },
                "trial-output");
        boolean inTime;
        try (ShutdownHook killer = new ShutdownHook("trial-killer", process::destroyForcibly);
                OutputStream toChild = process.getOutputStream()) {
            reader.start();
            send(trial, toChild);
            Duration limit =
                    Duration.ofSeconds(trial.timeoutSeconds()).plus(setUp).plus(GRACE);
            inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                process.destroyForcibly();
            }
            process.waitFor();
            reader.join();
        } finally {
            process.destroyForcibly();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        if (result.get() != null) {
            return result.get();
        }
        return inTime
                ? TrialResult.failed(Status.CRASHED, exit(process.exitValue()) + lastLines(folder))
                : TrialResult.failed(
                        Status.TIMEOUT,
                        "no end within the timeout of " + trial.timeoutSeconds() + " s and "
                                + (setUp.plus(GRACE).toSeconds()) + " s for set-up; the process was ended");
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

    private static void read(
            Process process, Path folder, Consumer<TrialEvent> listener, AtomicReference<TrialResult> result) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter log = Files.newBufferedWriter(folder.resolve("stdout.log"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<TrialEvent> event = EventChannel.parse(line);
                if (event.isEmpty()) {
                    if (!line.isBlank()) {
                        log.write(line);
                        log.newLine();
                        log.flush();
                    }
                } else if (event.get() instanceof TrialEvent.Finished finished) {
                    result.set(finished.result());
                } else {
                    listener.accept(event.get());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
