package io.lagbench.spark;

import io.lagbench.harness.host.SteeringVariables;
import io.lagbench.harness.results.StoredPlan;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.harness.sweep.Sweep;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Runs one shard on this machine, as a process: in the folder of the sweep if this machine has it too, else in one of its own, whose
 * files it returns. Whatever becomes of trials or of that process is a result. Uses the JDK only, and constants of
 * other modules, which are compiled in: their classes are not here.
 */
final class ShardTask implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What of an attempt is sent: no logs, no histograms, no report. */
    private static final List<String> NOT_SENT = List.of("trials", "report");

    private static final int TRIES = 60;
    private static final long PAUSE_SECONDS = 5;
    private static final long END_SECONDS = 20;
    private static final long POLL_MILLIS = 200;

    private final String launcher;
    private final String sweep;
    private final String token;
    private final byte[] head;
    private final int of;

    /**
     * @param launcher the program {@code lagbench} here
     * @param sweep folder of the sweep, as the driver sees it
     * @param token name of a file in it that the driver has just made: a copy of the folder has none
     * @param head content of its sweep.json
     * @param of how many shards there are
     */
    ShardTask(String launcher, String sweep, String token, byte[] head, int of) {
        this.launcher = launcher;
        this.sweep = sweep;
        this.token = token;
        this.head = head;
        this.of = of;
    }

    /**
     * Runs a shard to its end.
     *
     * @param number of the shard, from 1
     * @param plan content of the sweep's plan.jsonl
     * @param cpus processors that the run keeps to
     * @param devices what CUDA_VISIBLE_DEVICES is to say; empty to leave it
     * @param cancelled whether the task is to end
     */
    ShardResult run(int number, byte[] plan, int cpus, String devices, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        if (shares()) {
            return run(number, Path.of(sweep), cpus, devices, cancelled, true);
        }
        Path folder = Files.createTempDirectory("lagbench-shard");
        try {
            Files.write(folder.resolve(StoredPlan.TRIALS), plan);
            Files.write(folder.resolve(Sweep.HEAD), head);
            ShardResult result = run(number, folder, cpus, devices, cancelled, false);
            Path attempt = latest(folder);
            return attempt == null
                    ? result
                    : new ShardResult(
                            number,
                            result.host(),
                            result.exitCode(),
                            result.words(),
                            attempt.getFileName().toString(),
                            files(attempt));
        } finally {
            try {
                remove(folder);
            } catch (IOException e) {
                System.err.println("lagbench: " + folder + " is left over: " + e); // what was found counts more
            }
        }
    }

    /** Whether this machine has the very folder of the sweep. */
    private boolean shares() {
        return Files.isRegularFile(Path.of(sweep, token));
    }

    /** @param keeps whether rows of every try are kept: else the first that leaves some is the last */
    private ShardResult run(int number, Path folder, int cpus, String devices, BooleanSupplier cancelled, boolean keeps)
            throws IOException, InterruptedException {
        int exitCode = ExitCode.TRY_AGAIN; // most often because another run has the processors
        String words = "";
        for (int i = 0; i < TRIES && exitCode == ExitCode.TRY_AGAIN && !cancelled.getAsBoolean(); i++) {
            if (i > 0) {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            }
            Process process;
            try {
                process = start(number, folder, cpus, devices);
            } catch (IOException e) {
                exitCode = ExitCode.BACKEND_UNUSABLE;
                words = launcher + " cannot be started: " + e.getMessage();
                break;
            }
            LastLine errors = new LastLine(process);
            try {
                errors.start();
                while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (cancelled.getAsBoolean()) {
                        process.destroy(); // it ends with all rows whole
                        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
                        break;
                    }
                }
            } finally {
                process.toHandle().destroyForcibly();
            }
            exitCode = process.waitFor();
            errors.join();
            words = errors.text;
            if (!keeps && latest(folder) != null) {
                break;
            }
        }
        return new ShardResult(number, host(), exitCode, words, "", new TreeMap<>());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an executor whose name does not resolve";
        }
    }

    private Process start(int number, Path folder, int cpus, String devices) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                launcher,
                "run",
                "--plan",
                folder.toString(),
                "--shard",
                number + "/" + of,
                "--cpus",
                Integer.toString(cpus),
                "--end-with-parent",
                "--quiet");
        if (!devices.isEmpty()) {
            builder.environment().put(SteeringVariables.VISIBLE_DEVICES, devices);
        }
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Reads standard error to its end and keeps the last line. */
    private static final class LastLine extends Thread {
        private final Process process;
        private volatile String text = "";

        LastLine(Process process) {
            super("lagbench-errors");
            this.process = process;
        }

        @Override
        public void run() {
            try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    text = line.isBlank() ? text : line.strip();
                }
            } catch (IOException e) {
                text = e.toString();
            }
        }
    }

    /** The last attempt in a sweep of this task's own; null where there is none. */
    private static Path latest(Path folder) throws IOException {
        Path shards = folder.resolve(Sweep.SHARDS);
        if (!Files.isDirectory(shards)) {
            return null;
        }
        try (Stream<Path> attempts = Files.find(
                shards, 2, (path, attributes) -> path.getParent().getParent().equals(shards))) {
            return attempts.max(Comparator.naturalOrder()).orElse(null);
        }
    }

    private static TreeMap<String, byte[]> files(Path attempt) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(attempt)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Path within = attempt.relativize(file);
                if (!NOT_SENT.contains(within.getName(0).toString())) {
                    files.put(within.toString().replace(File.separatorChar, '/'), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }
}
