package io.lagbench.harness.session;

import io.lagbench.harness.execute.ExecutorFactory;
import io.lagbench.harness.execute.HostImplementations;
import io.lagbench.harness.execute.TrialExecutor;
import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.NotNowException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.run.BarProgress;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.run.LineProgress;
import io.lagbench.harness.run.Progress;
import io.lagbench.harness.run.ResourceLocks;
import io.lagbench.harness.run.RunOptions;
import io.lagbench.harness.run.SuiteRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One session of a run on this machine, begun or gone on with: locks, directory, warnings, trials, results, how it ended. */
public final class RunSession {
    private final SessionRequest request;
    private final Host machine;
    private final UnaryOperator<Host> observation;
    private final HostImplementations engines;
    private final ExecutorFactory executors;
    private final Runnable interrupted;
    private final BuildInfo build = BuildInfo.read();
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param machine this machine
     * @param observation looks what other programs do on it, before trials run
     * @param engines which engines can be trusted on it
     * @param interrupted the last thing that is done if a signal ends this process
     * @param out receives results
     * @param err receives warnings and what failed, a line each
     */
    public RunSession(
            SessionRequest request,
            Host machine,
            UnaryOperator<Host> observation,
            HostImplementations engines,
            ExecutorFactory executors,
            Runnable interrupted,
            PrintWriter out,
            PrintWriter err) {
        this.request = request;
        this.machine = machine;
        this.observation = observation;
        this.engines = engines;
        this.executors = executors;
        this.interrupted = interrupted;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs what is left of the plan.
     *
     * @param locks what the run needs to itself
     * @throws ConfigurationException if the directory cannot be used for this run
     * @throws NotNowException if another run is going on, or the disk is full
     * @throws BackendUnusableException if nothing that the plan needs can be used on this machine
     * @throws IOException if results cannot be written; the rows before that are whole
     */
    public SessionEnd execute(ResourceLocks locks) throws IOException, InterruptedException {
        try (ResourceLocks.Held held = locks.take(request.path(), err)) {
            Host part = machine.on(held.processors());
            SessionDirectory place = new SessionDirectory(request);
            boolean begins = place.begins();
            if (begins) {
                requireEngines(request.plan().orElseThrow().trials()); // before there is a directory
            }
            try (RunDirectory directory = begins ? place.create() : place.reopen()) {
                return execute(directory, begins, part);
            }
        } catch (ResourceLocks.TakenException e) {
            throw new NotNowException(e.getMessage());
        }
    }

    private SessionEnd execute(RunDirectory directory, boolean begins, Host part)
            throws IOException, InterruptedException {
        int left = directory.plan().trials().size() - directory.finished().size();
        if (left == 0 && directory.hasReport()) {
            err.println("lagbench: " + directory.path() + " is complete: nothing to do");
            return judge(directory, new SuiteRun.Outcome(directory.stored(), Map.of(), false));
        }
        if (!begins && left > 0) {
            requireEngines(directory.plan().trials().stream()
                    .filter(trial -> !directory.finished().contains(trial.id()))
                    .toList());
        }
        int jobs = jobs(directory);
        Host host = observation.apply(part);
        warn(directory, host, jobs);
        SuiteRun.Outcome outcome;
        try (TrialExecutor executor = executors.open(host, request.device(), jobs, directory.trials());
                Progress progress = progress(directory.plan(), left)) {
            RunOptions options = new RunOptions(
                    request.command(),
                    jobs,
                    request.maxMinutes(),
                    engines.times().fields(),
                    request.goOn(),
                    interrupted);
            outcome = new SuiteRun(directory, host, build, executor, progress, options).execute();
        } catch (IOException e) {
            err.println("lagbench: " + directory.path() + " cannot be written (" + FileProblems.describe(e)
                    + "); its rows are whole: mend that and go on with: " + request.goOn());
            return SessionEnd.UNWRITABLE;
        }
        if (outcome.interrupted()) {
            return SessionEnd.INTERRUPTED;
        }
        if (directory.restored()) {
            err.println("lagbench: warning: " + directory.path()
                    + " was removed during the run and made again; the logs of trials before that are lost");
        }
        if (request.rowsOnly()) {
            out.println("Run: " + directory.path());
            out.flush();
        } else {
            new SessionResults(directory, out).show(outcome);
        }
        return judge(directory, outcome);
    }

    private void requireEngines(List<TrialSpec> trials) {
        engines.requireUsable(trials.stream().map(TrialSpec::lstm).distinct().toList());
    }

    /** Trials at once. Times of trials that ran alone and none of others would stand in one cell: a run keeps its number. */
    private int jobs(RunDirectory directory) {
        if (!directory.earlierRun().containsKey(RunDirectory.START)) {
            return request.jobs().orElse(1);
        }
        int begun = directory.earlierRun().get("jobs") instanceof Integer number ? number : 1;
        if (request.jobs().orElse(begun) != begun) {
            throw new ConfigurationException("--jobs: " + request.jobs().getAsInt() + " is not allowed; allowed: "
                    + begun + ", as the run was begun");
        }
        return begun;
    }

    private void warn(RunDirectory directory, Host host, int jobs) {
        Host.disturbance(host.busyCores(), host.logicalCores())
                .ifPresent(how ->
                        err.println("lagbench: warning: " + how + ": what is measured beside other work is of no use"));
        if (jobs == 1) {
            Host.shared(host.logicalCores(), host.processors().ofMachine())
                    .ifPresent(how -> err.println("lagbench: warning: this run is timed on a shared machine: " + how));
        }
        long timed = directory.plan().trials().stream()
                .filter(trial -> !trial.judged())
                .count();
        if (jobs > 1 && timed > 0) {
            err.println("lagbench: warning: --jobs " + jobs + " measures no time, and " + timed
                    + " trials of this run are only timed: they will say nothing");
        }
        if (jobs > host.logicalCores()) {
            err.println("lagbench: warning: --jobs " + jobs + " on " + host.logicalCores() + " cores");
        }
        Object commit = directory.earlierRun().getOrDefault("git_commit", build.commit());
        if (!commit.equals(build.commit())) {
            err.println("lagbench: warning: the run was begun by commit " + commit + ", this is " + build.commit());
        }
    }

    private Progress progress(Plan plan, int left) {
        if (request.quiet() || left == 0) {
            return Progress.silent();
        }
        boolean terminal = Boolean.getBoolean("lagbench.terminal");
        return terminal
                ? new BarProgress(System.err, plan.suite(), left)
                : new LineProgress(System.err, NanoClock.system(), left);
    }

    private SessionEnd judge(RunDirectory directory, SuiteRun.Outcome outcome) {
        return new Judgement(err).of(directory.plan(), outcome, request.goOn());
    }
}
