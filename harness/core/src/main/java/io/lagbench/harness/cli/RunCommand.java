package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.MachineLoad;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.estimate.Estimator;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Planner;
import io.lagbench.harness.plan.Seeds;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.report.ComparisonReport;
import io.lagbench.harness.report.Report;
import io.lagbench.harness.report.ReportFiles;
import io.lagbench.harness.report.RunReport;
import io.lagbench.harness.report.SpelledAnswers;
import io.lagbench.harness.report.TutorialReport;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.run.BarProgress;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.run.Fork;
import io.lagbench.harness.run.Host;
import io.lagbench.harness.run.HostImplementations;
import io.lagbench.harness.run.LineProgress;
import io.lagbench.harness.run.Progress;
import io.lagbench.harness.run.RunLock;
import io.lagbench.harness.run.RunOptions;
import io.lagbench.harness.run.SuiteRun;
import io.lagbench.harness.trial.TrialEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a suite: plans it, forks a JVM per trial, writes the run directory, prints the results. */
@Command(
        name = "run",
        description = "Runs a suite, a task with its defaults, or a suite file.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 ok, 1 a gate failed, 2 usage, 3 a trial failed, 4 backend unusable, 70 a fault of lagbench."
        })
final class RunCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    private static final int MOST_REPEATS = 10_000;

    private static final double MOST_MINUTES = 100_000;

    private final Installation installation;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SUITE|TASK|FILE.yaml",
            arity = "0..1",
            description = "what to run; see: lagbench list; may be left out with --resume")
    private String suite;

    @Option(
            names = "--set",
            paramLabel = "KEY=V1,V2",
            description = "sets a key in every workload that knows it; a list makes a grid; see: lagbench list keys")
    private List<String> assignments = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N|a,b,c",
            description = "seeds 1 to N, or these (default: what the suite says)")
    private String seeds;

    @Option(
            names = "--lstm",
            paramLabel = "NAME[,NAME]",
            description = "engines, short for --set lstm=...; see: lagbench list engines")
    private String lstm;

    @Mixin
    private DeviceOptions options;

    @Option(
            names = "--out",
            paramLabel = "RUN_DIR",
            description = "run directory, new or empty (default: results/runs/<UTC stamp>-<suite>-<backend>)")
    private Path out;

    @Option(
            names = "--resume",
            paramLabel = "RUN_DIR",
            description = "goes on with a run that ended early: runs the trials without a row (default: a new run)")
    private Path resume;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "runs every trial N times, each in a process of its own (default: 1)")
    private Integer forks;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "runs N trials at once, for what is learned only: no time is measured"
                    + " (default: 1; with --resume what the run was begun with)")
    private Integer jobs;

    @Option(
            names = "--max-minutes",
            paramLabel = "M",
            description = "ends after M minutes; --resume goes on with the rest (default: no limit)")
    private Double maxMinutes;

    @Option(
            names = "--dry-run",
            description = "prints the trials and about how long they take, and runs none (default: ${DEFAULT-VALUE})",
            defaultValue = "false")
    private boolean dryRun;

    @Option(names = "--quiet", description = "no progress (default: ${DEFAULT-VALUE})", defaultValue = "false")
    private boolean quiet;

    RunCommand(Installation installation) {
        this.installation = installation;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        requireSensibleOptions();
        Host host = Host.probe();
        requireUsable(host, stderr);
        Fork alone = fork(host, 1);
        Optional<Plan> plan = suite == null
                ? Optional.empty()
                : Optional.of(plan(new HostImplementations(alone, installation.backend(), stderr)));
        if (dryRun && resume == null) {
            plan.orElseThrow().trials().forEach(trial -> stdout.println(trial.id() + "  " + trial.toJson()));
            Estimator estimator =
                    new Estimator(installation.runs(), installation.backend().label(), host.cpu(), alone::threads);
            stdout.println(estimator.estimate(plan.orElseThrow().trials()).line());
            stdout.flush();
            return ExitCode.OK;
        }
        Path path = resume != null ? resume : newPath(plan.orElseThrow());
        try (RunLock lock = RunLock.take(installation.lock(), path, stderr);
                RunDirectory directory = resume != null ? reopen(plan) : create(path, plan.orElseThrow())) {
            return run(directory, host, stdout, stderr);
        } catch (RunLock.TakenException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private Fork fork(Host host, int trialsAtOnce) {
        return new Fork(
                host, options.device(), trialsAtOnce, System.getProperty("java.class.path"), Main.class.getName());
    }

    private int run(RunDirectory directory, Host machine, PrintWriter stdout, PrintWriter stderr)
            throws IOException, InterruptedException {
        int left = directory.plan().trials().size() - directory.finished().size();
        if (left == 0 && directory.hasReport()) {
            stderr.println("lagbench: " + directory.path() + " is complete: nothing to do");
            return exitCode(directory, new SuiteRun.Outcome(directory.trialRows(), Map.of(), false), stderr);
        }
        int trialsAtOnce = jobs(directory);
        BuildInfo build = BuildInfo.read();
        Host host = machine.observed();
        warn(directory, host, build, trialsAtOnce, stderr);
        RunOptions how = new RunOptions(
                arguments(), trialsAtOnce, maxMinutes == null ? OptionalDouble.empty() : OptionalDouble.of(maxMinutes));
        SuiteRun.Outcome outcome;
        try (Progress progress = progress(directory.plan(), left)) {
            outcome = new SuiteRun(directory, host, build, fork(host, trialsAtOnce), progress, how).execute();
        } catch (IOException e) {
            stderr.println("lagbench: " + directory.path() + " cannot be written (" + e.getMessage()
                    + "); its rows are whole: make room and go on with: lagbench run --resume " + directory.path());
            return ExitCode.TRIAL_FAILED;
        }
        if (outcome.interrupted()) {
            return ExitCode.OK; // of no effect: the process ends with the signal's exit status
        }
        if (directory.restored()) {
            stderr.println("lagbench: warning: " + directory.path()
                    + " was removed during the run and made again; the logs of trials before that are lost");
        }
        report(directory, outcome, stdout);
        stdout.println();
        stdout.println("Run: " + directory.path());
        stdout.flush();
        return exitCode(directory, outcome, stderr);
    }

    private void requireSensibleOptions() {
        if (suite == null && resume == null) {
            throw new ConfigurationException("nothing to run; allowed: SUITE, TASK, FILE.yaml or --resume RUN_DIR");
        }
        if (resume != null && out != null) {
            throw new ConfigurationException("--resume and --out exclude each other; allowed: one of them");
        }
        if (resume != null && dryRun) {
            throw new ConfigurationException("--resume and --dry-run exclude each other; allowed: one of them");
        }
        if (suite == null && (!assignments.isEmpty() || seeds != null || lstm != null || forks != null)) {
            throw new ConfigurationException(
                    "--resume alone runs what was planned; allowed: no --set, --seeds, --lstm or"
                            + " --forks without SUITE");
        }
        requireAtLeastOne("--forks", forks == null ? 1 : forks);
        requireAtLeastOne("--jobs", jobs == null ? 1 : jobs);
        if (maxMinutes != null && !(maxMinutes > 0 && maxMinutes <= MOST_MINUTES)) {
            throw new ConfigurationException("--max-minutes: " + maxMinutes
                    + " is not allowed; allowed: a number above 0 and up to " + MOST_MINUTES);
        }
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1 || value > MOST_REPEATS) {
            throw new ConfigurationException(
                    option + ": " + value + " is not allowed; allowed: a whole number from 1 to " + MOST_REPEATS);
        }
    }

    /** Trials at once. Times of trials that ran alone and none of others would stand in one cell: a run keeps its number. */
    private int jobs(RunDirectory directory) {
        int begun = directory.earlierRun().get("jobs") instanceof Integer number ? number : 1;
        if (resume == null) {
            return jobs == null ? 1 : jobs;
        }
        if (jobs != null && jobs != begun) {
            throw new ConfigurationException(
                    "--jobs: " + jobs + " is not allowed; allowed: " + begun + ", as the run was begun");
        }
        return begun;
    }

    private static void warn(RunDirectory directory, Host host, BuildInfo build, int trialsAtOnce, PrintWriter stderr) {
        MachineLoad.disturbing(host.busyCores(), host.logicalCores())
                .ifPresent(how -> stderr.println(
                        "lagbench: warning: " + how + ": what is measured beside other work is of no use"));
        if (trialsAtOnce > host.logicalCores()) {
            stderr.println("lagbench: warning: --jobs " + trialsAtOnce + " on " + host.logicalCores() + " cores");
        }
        Object commit = directory.earlierRun().getOrDefault("git_commit", build.commit());
        if (!commit.equals(build.commit())) {
            stderr.println("lagbench: warning: the run was begun by commit " + commit + ", this is " + build.commit());
        }
    }

    /** Says before anyone waits that a device cannot be used. */
    private void requireUsable(Host host, PrintWriter stderr) {
        Backend built = options.backend(installation);
        if (built == Backend.CPU) {
            options.device().ifPresent(device -> {
                throw new ConfigurationException(
                        "--device " + device + ": backend cpu has no devices; allowed: nothing");
            });
            return;
        }
        List<Check> checks = options.checks(installation, host);
        if (!Doctor.usable(checks)) {
            checks.forEach(check -> stderr.println(check.line()));
            throw new BackendUnusableException(DoctorCommand.cannot(built));
        }
    }

    private Plan plan(HostImplementations implementations) {
        Planner planner = new Planner(implementations);
        assignments.forEach(planner::set);
        if (lstm != null) {
            planner.set("lstm=" + lstm);
        }
        if (seeds != null) {
            planner.seeds(Seeds.parse(seeds));
        }
        if (forks != null) {
            planner.forks(forks);
        }
        return planner.plan(new SuiteLibrary(installation.suites()).find(suite), installation.backend());
    }

    /** The command as it was typed, but for where the run directory lies: it may be shown to others. */
    private List<String> arguments() {
        List<String> command = new ArrayList<>(List.of("lagbench", "run"));
        for (String argument : spec.commandLine().getParseResult().originalArgs()) {
            if (!argument.equals("run")) {
                command.add(withoutFolder(resume, withoutFolder(out, argument)));
            }
        }
        return command;
    }

    private static String withoutFolder(Path runDirectory, String argument) {
        return runDirectory == null || !runDirectory.isAbsolute()
                ? argument
                : argument.replace(
                        runDirectory.toString(), runDirectory.getFileName().toString());
    }

    private Path newPath(Plan plan) {
        return out != null
                ? out
                : installation
                        .runs()
                        .resolve(ZonedDateTime.now(ZoneOffset.UTC).format(STAMP) + "-" + plan.suite() + "-"
                                + installation.backend());
    }

    private static RunDirectory create(Path path, Plan plan) {
        try {
            return RunDirectory.create(path, plan);
        } catch (DirectoryNotEmptyException e) {
            throw new ConfigurationException("--out " + path
                    + ": is not empty; allowed: a new or empty directory, or --resume to go on with a run");
        } catch (IOException e) {
            throw new ConfigurationException("--out " + path + ": cannot be written ("
                    + e.getClass().getSimpleName() + "); allowed: a new or empty directory");
        }
    }

    /** @param asked what the command line plans; empty to go by the directory alone */
    private RunDirectory reopen(Optional<Plan> asked) throws IOException {
        RunDirectory directory;
        try {
            directory = RunDirectory.resume(resume);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--resume " + resume + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException("--resume " + resume + ": cannot be read or written ("
                    + e.getClass().getSimpleName() + "); allowed: the directory of a run");
        }
        try {
            List<TrialSpec> planned = directory.plan().trials();
            if (asked.isPresent() && !asked.get().hasTrialsOf(directory.plan())) {
                throw new ConfigurationException(
                        "--resume " + resume + ": " + suite + " with these options is another plan ("
                                + asked.get().difference(directory.plan())
                                + "); allowed: the same, or --resume alone");
            }
            List<String> engines =
                    Engines.all().stream().map(EngineProvider::name).toList();
            planned.stream()
                    .map(TrialSpec::lstm)
                    .filter(name -> !engines.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new ConfigurationException("--resume " + resume + ": lstm " + name
                                + " is not on the class path; allowed: " + String.join(", ", engines));
                    });
            String backend = planned.get(0).backend();
            if (!backend.equals(installation.backend().label())) {
                throw new BackendUnusableException("--resume " + resume + ": the run is for backend " + backend
                        + ", this installation for " + installation.backend() + "; add --backend " + backend);
            }
            return directory;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private Progress progress(Plan plan, int left) {
        if (quiet || left == 0) {
            return Progress.silent();
        }
        boolean terminal = Boolean.getBoolean("lagbench.terminal");
        return terminal
                ? new BarProgress(System.err, plan.suite(), left)
                : new LineProgress(System.err, NanoClock.system(), left);
    }

    private static void report(RunDirectory directory, SuiteRun.Outcome outcome, PrintWriter stdout)
            throws IOException {
        if (outcome.trials().isEmpty()) {
            return;
        }
        directory.trialRows(); // puts back what was removed
        StoredRun stored = StoredRun.read(directory.path());
        RunData data = RunData.of(List.of(stored));
        TutorialReport tutorial = new TutorialReport(data);
        String answers = tutorial.applies()
                ? tutorial.closingLines(outcome.evaluations())
                : spelledAnswers(directory.plan(), outcome);
        if (!answers.isEmpty()) {
            directory.writeAnswers(answers);
        }
        stdout.println(RunReport.results(data));
        stdout.print(answers.isEmpty() ? "" : answers + System.lineSeparator() + System.lineSeparator());
        for (Comparison comparison : Comparison.allSides(data.trials(), "lstm")) {
            stdout.println(new ComparisonReport(comparison, Metrics.FIT_P50).text());
        }
        stdout.println("report: "
                + ReportFiles.write(Report.of(List.of(StoredRun.read(directory.path()))), directory.report()));
    }

    /** Some answers of the first trial. */
    private static String spelledAnswers(Plan plan, SuiteRun.Outcome outcome) {
        TrialSpec first = plan.trials().get(0);
        List<TrialEvent.Evaluated> seen = outcome.evaluations().getOrDefault(first.id(), List.of());
        return seen.isEmpty() ? "" : SpelledAnswers.of(first, seen.get(seen.size() - 1));
    }

    private static int exitCode(RunDirectory directory, SuiteRun.Outcome outcome, PrintWriter stderr) {
        Plan plan = directory.plan();
        int left = plan.trials().size() - outcome.trials().size();
        if (left > 0) {
            stderr.println("lagbench: " + left + " of " + plan.trials().size()
                    + " trials are left" + (plan.gates().isEmpty() ? "" : ", gates are not judged")
                    + "; go on with: lagbench run --resume " + directory.path());
        }
        List<String> gates = left > 0 ? List.of() : outcome.failedGates(plan);
        gates.forEach(gate -> stderr.println("lagbench: gate failed: " + gate));
        long failed = outcome.failures();
        if (failed > 0) {
            stderr.println("lagbench: " + failed + " of " + outcome.trials().size()
                    + " trials ended in error, crashed or are unsupported; see the rows in trials.csv");
            return ExitCode.TRIAL_FAILED;
        }
        return gates.isEmpty() ? ExitCode.OK : ExitCode.GATE_FAILED;
    }
}
