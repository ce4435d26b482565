package io.lagbench.harness.run;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.JmhResult;
import io.lagbench.harness.analysis.SummaryTable;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One session of a run: every trial that has no row yet, in turn or several at once, every row as it comes. Rows are
 * written by one thread at a time, and none once the run is to end.
 */
public final class SuiteRun {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MINUTE = 60e9;

    private final Plan plan;
    private final RunDirectory directory;
    private final Host host;
    private final BuildInfo build;
    private final Fork fork;
    private final RunOptions options;
    private final TrialProcess process;
    private final Progress progress;
    private final Map<String, Object> run = new LinkedHashMap<>();
    private final Map<String, List<TrialEvent.Evaluated>> evaluations = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private boolean environmentComplete;
    private volatile boolean ending;
    private volatile boolean unwritable;
    private volatile OptionalLong deadline = OptionalLong.empty();

    /**
     * What a run found so far, earlier sessions included.
     *
     * @param trials rows of trials.csv
     * @param evaluations of this session, by trial id
     * @param interrupted whether this process is being ended: there is no time for more
     */
    public record Outcome(List<Row> trials, Map<String, List<TrialEvent.Evaluated>> evaluations, boolean interrupted) {

        /** Number of trials that failed. */
        public long failures() {
            return SuiteRun.failures(trials);
        }

        /** Gates that do not hold, one line each. */
        public List<String> failedGates(Plan plan) {
            List<String> failed = new ArrayList<>();
            for (Plan.Gate gate : plan.gates()) {
                long solved = trials.stream()
                        .filter(trial -> gate.trials().contains(trial.text("trial_id")))
                        .filter(Cell::solved)
                        .count();
                double share = (double) solved / gate.trials().size();
                if (share < gate.solvedShare()) {
                    failed.add(gate.source() + ": solved " + solved + " of "
                            + gate.trials().size() + ", expected a share of at least " + gate.solvedShare());
                }
            }
            return failed;
        }
    }

    /** A session on a run directory, new or resumed. */
    public SuiteRun(
            RunDirectory directory, Host host, BuildInfo build, Fork fork, Progress progress, RunOptions options) {
        this.plan = directory.plan();
        this.directory = directory;
        this.host = host;
        this.build = build;
        this.fork = fork;
        this.options = options;
        this.process = new TrialProcess(fork, this::stopped);
        this.progress = progress;
        run.put("schema_version", Schema.VERSION);
        run.put("suite", plan.suite());
        run.put("command", String.join(" ", options.command()));
        run.put("trials", plan.trials().size());
        run.put("jobs", options.jobs());
        run.put("version", build.version());
        run.put("git_commit", build.commit());
        run.put("git_dirty", build.dirty());
        run.put("gates", plan.gates());
    }

    /**
     * Runs the trials. A trial that fails is a row; the others go on.
     *
     * @throws IOException if the run directory cannot be written; the rows before it are whole
     */
    public Outcome execute() throws IOException, InterruptedException {
        begin();
        options.maxMinutes()
                .ifPresent(
                        minutes -> deadline = OptionalLong.of(System.nanoTime() + (long) (minutes * NANOS_PER_MINUTE)));
        directory.writeRun(run);
        if (directory.earlierRun().isEmpty()) {
            directory.writeEnvironment(environment(null));
        } else {
            environmentComplete = true;
        }
        ShutdownHook hook = new ShutdownHook("run-interrupted", () -> {
            ending = true;
            end("partial");
            System.err.println("lagbench: interrupted; every trial that ended has its row; go on with: lagbench run"
                    + " --resume " + directory.path());
        });
        String status = "partial";
        boolean interrupted = true;
        List<Row> rows = List.of();
        try {
            executeTrials();
            rows = directory.trialRows();
            status = status(rows);
        } catch (IOException e) {
            unwritable = true;
            throw e;
        } finally {
            interrupted = !hook.withdraw();
            if (!interrupted) {
                end(status);
            }
        }
        return new Outcome(rows, evaluations, interrupted);
    }

    /** What run.json says at the start of a session. How the run was begun stands in all of them. */
    private void begin() throws IOException {
        Map<String, Object> earlier = directory.earlierRun();
        if (earlier.isEmpty()) {
            run.put("start", now());
        } else {
            run.putAll(earlier);
            run.remove("end");
            List<Object> resumed = new ArrayList<>((List<?>) earlier.getOrDefault("resumed", List.of()));
            resumed.add(now());
            run.put("resumed", resumed);
            directory.removeReport();
        }
        run.put("status", "running");
    }

    private void executeTrials() throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(options.jobs());
        List<Future<?>> trials = new ArrayList<>();
        for (TrialSpec trial : plan.trials()) {
            if (!directory.finished().contains(trial.id())) {
                trials.add(pool.submit(() -> {
                    try {
                        execute(trial);
                    } catch (IOException | RuntimeException e) {
                        ending = true; // the others end too, not when their turn comes to be waited for
                        throw e;
                    }
                    return null;
                }));
            }
        }
        pool.shutdown();
        try {
            for (Future<?> trial : trials) {
                trial.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure.getCause();
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            ending = true;
            pool.shutdownNow();
        }
    }

    /** Whether no trial is to start or go on. */
    private boolean stopped() {
        return ending || deadline.isPresent() && System.nanoTime() - deadline.getAsLong() > 0;
    }

    private void execute(TrialSpec trial) throws IOException, InterruptedException {
        if (stopped()) {
            return;
        }
        List<TrialEvent.Evaluated> seen = new ArrayList<>();
        TrialEvent.Started[] started = new TrialEvent.Started[1];
        long start = System.nanoTime();
        Path folder;
        synchronized (writing) {
            folder = directory.trialFolder(trial);
            progress.trialStarted(trial);
        }
        Optional<TrialResult> result = process.run(trial, folder, event -> {
            synchronized (writing) {
                if (ending) {
                    return;
                }
                try {
                    if (event instanceof TrialEvent.Started begun) {
                        started[0] = begun;
                        completeEnvironment(begun);
                    } else if (event instanceof TrialEvent.Evaluated evaluated) {
                        seen.add(evaluated);
                        directory.append(trial, timed() ? evaluated : evaluated.untimed());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                progress.trialEvent(trial, event);
            }
        });
        synchronized (writing) {
            if (result.isEmpty() || ending) {
                return;
            }
            TrialResult checked = check(trial, started[0], result.get());
            TrialResult whole = checked.with(Metrics.TOTAL_S, (System.nanoTime() - start) / NANOS_PER_SECOND);
            TrialRecord record = new TrialRecord(
                    plan.suite(),
                    trial,
                    trial.createTask(),
                    started[0],
                    timed() ? whole : whole.untimed(),
                    host.cpu(),
                    build.commit());
            directory.append(record);
            evaluations.put(trial.id(), seen);
            progress.trialEnded(trial, record.result());
        }
    }

    private boolean timed() {
        return options.jobs() == 1;
    }

    /** A result from another backend or implementation than the one asked for is no result. */
    private static TrialResult check(TrialSpec trial, TrialEvent.Started started, TrialResult result) {
        if (started == null) {
            return result;
        }
        String ran = started.engine().backend() + " " + started.engine().lstm();
        String asked = trial.backend() + " " + trial.lstm();
        return ran.equals(asked)
                ? result
                : TrialResult.ended(Status.ERROR, "asked for " + asked + " but " + ran + " ran", null);
    }

    private void completeEnvironment(TrialEvent.Started started) throws IOException {
        if (!environmentComplete) {
            directory.writeEnvironment(environment(started));
            environmentComplete = true;
        }
    }

    private Map<String, Object> environment(TrialEvent.Started started) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schema_version", Schema.VERSION);
        fields.put("cpu", host.cpu());
        fields.put("architecture", host.architecture());
        fields.put("isas", host.isas());
        fields.put("physical_cores", host.physicalCores());
        fields.put("logical_cores", host.logicalCores());
        fields.put("memory_mb", Math.round(host.memoryMb()));
        fields.put("os", host.os());
        fields.put("load_average_at_start", host.loadAverage() < 0 ? null : host.loadAverage());
        fields.put("busy_cores_at_start", host.busyCores() < 0 ? null : host.busyCores());
        fields.putAll(fork.describe(plan));
        if (started != null) {
            fields.put("engine", started.engine());
        }
        return fields;
    }

    private String status(List<Row> rows) {
        if (rows.size() < plan.trials().size()) {
            return "partial";
        }
        return failures(rows) > 0 ? "failed" : "complete";
    }

    private static long failures(List<Row> rows) {
        return Arrays.stream(Status.values())
                .filter(Status::isFailure)
                .flatMap(
                        status -> rows.stream().filter(row -> row.text("status").equals(status.label())))
                .count();
    }

    private void end(String status) {
        synchronized (writing) {
            try {
                List<Row> rows = directory.trialRows();
                directory.writeDerived("summary.csv", SummaryTable.csv(Cell.of(rows)));
                directory.writeDerived("result.jmh.json", JmhResult.json(rows, fork.jvmFlags(plan)));
            } catch (IOException | RuntimeException e) { // whatever it is, run.json still has to say how the run ended
                complain("summary.csv could not be written: " + e);
            }
            run.put("status", status);
            run.put("end", now());
            try {
                directory.writeRun(run);
            } catch (IOException e) {
                complain("run.json could not be brought up to date: " + e);
            }
        }
    }

    /** Says that a file is not as it should be, unless the run ends because of that and says so anyway. */
    private void complain(String problem) {
        if (!unwritable) {
            System.err.println("lagbench: " + problem);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
