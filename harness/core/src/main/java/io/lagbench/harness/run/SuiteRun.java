package io.lagbench.harness.run;

import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.execute.ShutdownHook;
import io.lagbench.harness.execute.TrialExecutor;
import io.lagbench.harness.execute.TrialObserver;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.LengthLadder;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import io.lagbench.harness.trial.TrialResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One session of a run: every trial that has no row yet, in turn or several at once, every row as it comes. Rows are
 * written by one thread at a time, and none once the run is to end.
 */
public final class SuiteRun {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MINUTE = 60e9;

    private final Plan plan;
    private final RunDirectory directory;
    private final BuildInfo build;
    private final TrialExecutor executor;
    private final RunOptions options;
    private final Progress progress;
    private final RunEnvironment environment;
    private final LengthLadder ladder;
    private final Host host;
    private final Map<String, Boolean> solved = new HashMap<>();
    private final Map<String, Object> run = new LinkedHashMap<>();
    private final Map<String, List<TrialEvent.Evaluated>> evaluations = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private volatile boolean ending;
    private volatile boolean unwritable;
    private Exception unread;

    /**
     * What a run found so far, earlier sessions included.
     *
     * @param stored the run as its directory tells it; empty if no trial has ended
     * @param evaluations of this session, by trial id
     * @param interrupted whether this process is being ended: there is no time for more
     */
    public record Outcome(
            Optional<StoredRun> stored, Map<String, List<TrialEvent.Evaluated>> evaluations, boolean interrupted) {

        /** Rows of trials.csv. */
        public List<Row> trials() {
            return stored.map(StoredRun::trials).orElse(List.of());
        }

        /** Number of trials that failed. */
        public long failures() {
            return SuiteRun.failures(trials());
        }

        /** Gates that do not hold, one line each. */
        public List<String> failedGates(Plan plan) {
            List<String> failed = new ArrayList<>();
            for (Plan.Gate gate : plan.gates()) {
                long solved = trials().stream()
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

    /**
     * A session on a run directory, new or resumed.
     *
     * @param host this machine
     * @param executor runs the trials; the caller closes it
     */
    public SuiteRun(
            RunDirectory directory,
            Host host,
            BuildInfo build,
            TrialExecutor executor,
            Progress progress,
            RunOptions options) {
        this.plan = directory.plan();
        this.ladder = new LengthLadder(plan);
        this.host = host;
        this.directory = directory;
        this.build = build;
        this.executor = executor;
        this.options = options;
        this.progress = progress;
        this.environment = new RunEnvironment(host, directory.earlierEnvironment());
        run.putAll(RunDirectory.planned(plan));
        run.put("command", String.join(" ", options.command()));
        run.put("jobs", options.jobs());
        if (!options.engineTimes().isEmpty()) {
            run.put("engine_us_per_step_and_warm_up_ms", options.engineTimes());
        }
        run.putAll(build.facts());
    }

    /**
     * Runs the trials. A trial that fails is a row; the others go on.
     *
     * @throws IOException if the run directory cannot be written; the rows before it are whole
     */
    public Outcome execute() throws IOException, InterruptedException {
        begin();
        long start = System.nanoTime();
        directory.writeRun(run);
        if (directory.earlierEnvironment().isEmpty()) {
            environment.write(directory);
        }
        ShutdownHook hook = new ShutdownHook("run-interrupted", () -> {
            ending = true;
            executor.stop();
            end(false);
            System.err.println(
                    "lagbench: interrupted; every trial that ended has its row; go on with: " + options.goOn());
            options.interrupted().run();
        });
        boolean executed = false;
        boolean interrupted = true;
        Optional<StoredRun> stored = Optional.empty();
        try {
            executeTrials(start);
            executed = true;
        } catch (IOException e) {
            unwritable = true;
            throw e;
        } finally {
            interrupted = !hook.withdraw();
            if (!interrupted) {
                stored = end(executed);
            }
        }
        requireRead();
        return new Outcome(stored, evaluations, interrupted);
    }

    /** What cannot be read is not judged: that is no good end. */
    private void requireRead() throws IOException {
        if (unread instanceof IOException failure) {
            throw failure;
        }
        if (unread instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /** What run.json says at the start of a session. How the run was begun stands in all of them. */
    private void begin() throws IOException {
        Map<String, Object> earlier = directory.earlierRun();
        if (!earlier.containsKey(RunDirectory.START)) { // none, or one that was ended before it began
            run.put(RunDirectory.START, now());
        } else {
            run.putAll(earlier);
            run.remove("end");
            List<Object> resumed =
                    new ArrayList<>(earlier.get("resumed") instanceof List<?> before ? before : List.of());
            resumed.add(now());
            run.put("resumed", resumed);
            directory.removeReport();
        }
        run.put("status", "running");
    }

    private void executeTrials(long start) throws IOException, InterruptedException {
        Deque<Turn> turns = new ArrayDeque<>();
        for (TrialSpec trial : plan.trials()) {
            if (!ladder.waits(trial)) {
                turns.add(turn(trial));
            }
        }
        try {
            while (!turns.isEmpty()) {
                Turn turn = turns.remove();
                await(turn.future, start);
                Optional<TrialSpec> longer = ladder.next(turn.trial);
                Boolean solved = solvedOf(turn.trial);
                if (longer.isPresent() && solved != null) {
                    if (solved) {
                        turns.add(turn(longer.get()));
                    } else {
                        skip(turn.trial);
                    }
                }
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
            executor.stop();
        }
    }

    /** A trial that runs or has run. */
    private record Turn(TrialSpec trial, Future<?> future) {}

    private Turn turn(TrialSpec trial) {
        boolean finished = directory.finished().contains(trial.id());
        return new Turn(
                trial,
                finished ? CompletableFuture.completedFuture(null) : executor.submit(trial, new RowWriter(trial)));
    }

    /** Whether a trial was solved, in this session or an earlier one; null if it has not ended. */
    private Boolean solvedOf(TrialSpec trial) throws IOException {
        synchronized (writing) {
            if (directory.finished().contains(trial.id()) && !solved.containsKey(trial.id())) {
                directory
                        .stored()
                        .ifPresent(stored ->
                                stored.trials().forEach(row -> solved.put(row.text("trial_id"), Cell.solved(row))));
            }
            return solved.get(trial.id());
        }
    }

    /** Writes rows for all the lengths beyond one that was not solved. */
    private void skip(TrialSpec unsolved) throws IOException {
        Optional<TrialSpec> longer = ladder.next(unsolved);
        while (longer.isPresent()) {
            TrialSpec trial = longer.get();
            synchronized (writing) {
                if (ending) {
                    return;
                }
                if (!directory.finished().contains(trial.id())) {
                    TrialResult nothing = TrialResult.ended(
                            Status.SKIPPED,
                            "length " + unsolved.settings().values().get("length") + " was not solved",
                            null);
                    TrialOutcome outcome =
                            new TrialOutcome(nothing, host, Optional.empty(), TrialFiles.of(directory.trials(), trial));
                    directory.append(
                            new TrialRecord(plan.suite(), trial, trial.createTask(), outcome, build.commit(), null));
                    progress.trialEnded(trial, nothing);
                }
            }
            longer = ladder.next(trial);
        }
    }

    /** Waits for a trial, and stops them all when the time of this session is over. */
    private void await(Future<?> trial, long start) throws ExecutionException, InterruptedException {
        if (options.maxMinutes().isPresent()) {
            long end = start + (long) (options.maxMinutes().getAsDouble() * NANOS_PER_MINUTE);
            try {
                trial.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                executor.stop();
            }
        }
        trial.get();
    }

    /** Writes what a trial tells: every evaluation as it comes, its row when it ends. */
    private final class RowWriter implements TrialObserver {
        private final TrialSpec trial;
        private final List<TrialEvent.Evaluated> seen = new ArrayList<>();
        private Host host;
        private long start;
        private Instant began;

        RowWriter(TrialSpec trial) {
            this.trial = trial;
        }

        @Override
        public void started(Host where) {
            synchronized (writing) {
                host = where;
                began = Instant.now();
                start = System.nanoTime();
                progress.trialStarted(trial);
            }
        }

        @Override
        public void event(TrialEvent event) {
            synchronized (writing) {
                if (ending) {
                    return;
                }
                try {
                    write(event);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                progress.trialEvent(trial, event);
            }
        }

        private void write(TrialEvent event) throws IOException {
            if (event instanceof TrialEvent.Started begun && environment.add(host, begun)) {
                environment.write(directory);
            } else if (event instanceof TrialEvent.Evaluated evaluated) {
                seen.add(evaluated);
                directory.append(trial, timed() ? evaluated : evaluated.untimed());
            }
        }

        @Override
        public void ended(TrialOutcome outcome) {
            synchronized (writing) {
                if (ending) {
                    return;
                }
                TrialResult whole =
                        check(trial, outcome).with(Metrics.TOTAL_S, (System.nanoTime() - start) / NANOS_PER_SECOND);
                TrialOutcome kept = outcome.with(timed() ? whole : whole.untimed());
                try {
                    directory.append(
                            new TrialRecord(plan.suite(), trial, trial.createTask(), kept, build.commit(), began));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                evaluations.put(trial.id(), seen);
                solved.put(trial.id(), whole.solved());
                progress.trialEnded(trial, kept.result());
            }
        }
    }

    private boolean timed() {
        return options.jobs() == 1;
    }

    /** A result from another backend or implementation than the one asked for is no result. */
    private static TrialResult check(TrialSpec trial, TrialOutcome outcome) {
        if (outcome.started().isEmpty()) {
            return outcome.result();
        }
        EngineDescription engine = outcome.started().get().engine();
        String ran = engine.backend() + " " + engine.lstm();
        String asked = trial.backend() + " " + trial.lstm();
        return ran.equals(asked)
                ? outcome.result()
                : TrialResult.ended(Status.ERROR, "asked for " + asked + " but " + ran + " ran", null);
    }

    /** What run.json says of a run with such rows that has had its turn. */
    public static String status(Plan plan, List<Row> rows) {
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

    /**
     * Writes what is made of the rows, and how the run ended.
     *
     * @param executed whether every trial had its turn, or the time was over
     * @return the run as it is then; empty if no trial has ended, or if it cannot be read
     */
    private Optional<StoredRun> end(boolean executed) {
        synchronized (writing) {
            Optional<StoredRun> stored = Optional.empty();
            run.put("status", "partial");
            try {
                stored = directory.stored();
                List<Row> rows = stored.map(StoredRun::trials).orElse(List.of());
                if (executed) {
                    run.put("status", status(plan, rows));
                }
                DerivedFiles.write(directory, rows, environment.jvmFlags());
            } catch (IOException | RuntimeException e) { // whatever it is, run.json still has to say how the run ended
                complain("summary.csv could not be written: " + e);
                unread = stored.isPresent() ? null : e;
            }
            run.put("end", now());
            try {
                directory.writeRun(run);
            } catch (IOException e) {
                complain("run.json could not be brought up to date: " + e);
            }
            return stored.map(read -> read.withRun(run));
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
