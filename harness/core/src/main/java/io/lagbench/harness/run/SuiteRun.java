package io.lagbench.harness.run;

import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.workloads.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One execution of a plan: every trial in turn, every row as it comes. */
public final class SuiteRun {
    private static final Set<Status> FAILURES = Set.of(Status.ERROR, Status.CRASHED);

    private final Plan plan;
    private final RunDirectory directory;
    private final Host host;
    private final BuildInfo build;
    private final Fork fork;
    private final TrialProcess process;
    private final Progress progress;
    private final Map<String, Object> run = new LinkedHashMap<>();
    private boolean environmentComplete;

    /** What a run found. */
    public record Outcome(List<TrialRecord> trials, Map<String, List<TrialEvent.Evaluated>> evaluations) {

        /** Trials by status. */
        public Map<Status, Long> counts() {
            Map<Status, Long> counts = new EnumMap<>(Status.class);
            trials.forEach(trial -> counts.merge(trial.result().status(), 1L, Long::sum));
            return counts;
        }

        /** Gates that do not hold, one line each. */
        public List<String> failedGates(Plan plan) {
            List<String> failed = new ArrayList<>();
            for (Plan.Gate gate : plan.gates()) {
                long solved = trials.stream()
                        .filter(trial -> gate.trials().contains(trial.spec().id()))
                        .filter(trial ->
                                trial.result().solved() && trial.result().status() == Status.OK)
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
     * @param command the command line, for run.json
     */
    public SuiteRun(
            Plan plan,
            RunDirectory directory,
            Host host,
            BuildInfo build,
            Fork fork,
            Progress progress,
            List<String> command) {
        this.plan = plan;
        this.directory = directory;
        this.host = host;
        this.build = build;
        this.fork = fork;
        this.process = new TrialProcess(fork);
        this.progress = progress;
        run.put("schema_version", Schema.VERSION);
        run.put("suite", plan.suite());
        run.put("command", String.join(" ", command));
        run.put("status", "running");
        run.put("trials", plan.trials().size());
        run.put("version", build.version());
        run.put("git_commit", build.commit());
        run.put("git_dirty", build.dirty());
    }

    /**
     * Runs all trials. A trial that fails is a row; the others go on.
     *
     * @throws IOException if the run directory cannot be written
     */
    public Outcome execute() throws IOException, InterruptedException {
        run.put("start", now());
        directory.writeRun(run);
        directory.writeEnvironment(environment(null));
        ShutdownHook interrupted = new ShutdownHook("run-interrupted", () -> end("partial"));
        List<TrialRecord> records = new ArrayList<>();
        Map<String, List<TrialEvent.Evaluated>> evaluations = new LinkedHashMap<>();
        String status = "partial";
        try {
            for (TrialSpec trial : plan.trials()) {
                records.add(execute(trial, evaluations));
            }
            boolean failed =
                    records.stream().anyMatch(r -> FAILURES.contains(r.result().status()));
            status = failed ? "failed" : "complete";
        } finally {
            if (interrupted.withdraw()) {
                end(status);
            }
        }
        return new Outcome(records, evaluations);
    }

    private TrialRecord execute(TrialSpec trial, Map<String, List<TrialEvent.Evaluated>> evaluations)
            throws IOException, InterruptedException {
        progress.trialStarted(trial);
        List<TrialEvent.Evaluated> seen = new ArrayList<>();
        TrialEvent.Started[] started = new TrialEvent.Started[1];
        long start = System.nanoTime();
        TrialResult result = process.run(trial, directory.trialFolder(trial), event -> {
            try {
                if (event instanceof TrialEvent.Started begun) {
                    started[0] = begun;
                    completeEnvironment(begun);
                } else if (event instanceof TrialEvent.Evaluated evaluated) {
                    seen.add(evaluated);
                    directory.append(trial, evaluated);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            progress.trialEvent(trial, event);
        });
        double totalSeconds = (System.nanoTime() - start) / 1e9;
        Task task = trial.createTask();
        TrialRecord record = new TrialRecord(
                trial, task, started[0], check(trial, started[0], result), totalSeconds, host.cpu(), build.commit());
        directory.append(record);
        evaluations.put(trial.id(), seen);
        progress.trialEnded(trial, record.result());
        return record;
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
        fields.putAll(fork.describe());
        if (started != null) {
            fields.put("engine", started.engine());
        }
        return fields;
    }

    private void end(String status) {
        try {
            directory.writeSummary();
        } catch (IOException | RuntimeException e) { // whatever it is, run.json still has to say how the run ended
            System.err.println("summary.csv could not be written: " + e);
        }
        run.put("status", status);
        run.put("end", now());
        try {
            directory.writeRun(run);
        } catch (IOException e) {
            System.err.println("run.json could not be brought up to date: " + e);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
