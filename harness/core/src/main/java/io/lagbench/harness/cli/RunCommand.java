package io.lagbench.harness.cli;

import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.estimate.Estimator;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Planner;
import io.lagbench.harness.plan.Seeds;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.harness.report.RunData;
import io.lagbench.harness.report.RunReport;
import io.lagbench.harness.report.TutorialReport;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.harness.run.BarProgress;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.run.Fork;
import io.lagbench.harness.run.Host;
import io.lagbench.harness.run.HostImplementations;
import io.lagbench.harness.run.LineProgress;
import io.lagbench.harness.run.Progress;
import io.lagbench.harness.run.SuiteRun;
import io.lagbench.harness.trial.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        footer = {"", "Exit codes: 0 ok, 1 a gate failed, 2 usage, 3 a trial failed, 4 backend unusable."})
final class RunCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    private final Installation installation;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SUITE|TASK|FILE.yaml", description = "what to run; see: lagbench list")
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
            description = "LSTM implementations, short for --set lstm=...; see: lagbench list engines")
    private String lstm;

    @Mixin
    private DeviceOptions options;

    @Option(
            names = "--out",
            paramLabel = "RUN_DIR",
            description = "run directory, new or empty (default: results/runs/<UTC stamp>-<suite>-<backend>)")
    private Path out;

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
        Host host = Host.probe();
        requireUsable(host, stderr);
        Fork fork = new Fork(host, options.device(), System.getProperty("java.class.path"), Main.class.getName());
        Plan plan = plan(new HostImplementations(fork, installation.backend(), stderr));
        if (dryRun) {
            plan.trials().forEach(trial -> stdout.println(trial.id() + "  " + trial.toJson()));
            Estimator estimator = new Estimator(installation.runs(), installation.backend(), host.cpu(), fork::threads);
            stdout.println(estimator.estimate(plan.trials()).line());
            stdout.flush();
            return ExitCode.OK;
        }
        BuildInfo build = BuildInfo.read();
        try (RunDirectory directory = create(plan)) {
            SuiteRun.Outcome outcome;
            try (Progress progress = progress(plan)) {
                outcome = new SuiteRun(plan, directory, host, build, fork, progress, arguments()).execute();
            }
            report(directory, plan, host, build, outcome, stdout);
            stdout.println();
            stdout.println("Run: " + directory.path());
            stdout.flush();
            return exitCode(plan, outcome, stderr);
        }
    }

    /** Says before anyone waits that a device cannot be used. */
    private void requireUsable(Host host, PrintWriter stderr) {
        String built = options.backend(installation);
        if (built.equals("cpu")) {
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
        return planner.plan(new SuiteLibrary(installation.suites()).find(suite), installation.backend());
    }

    private List<String> arguments() {
        return spec.commandLine().getParseResult().originalArgs().isEmpty()
                ? List.of("lagbench", "run", suite)
                : java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("lagbench", "run"),
                                spec.commandLine().getParseResult().originalArgs().stream()
                                        .filter(argument -> !argument.equals("run")))
                        .toList();
    }

    private RunDirectory create(Plan plan) {
        Path path = out != null
                ? out
                : installation
                        .runs()
                        .resolve(ZonedDateTime.now(ZoneOffset.UTC).format(STAMP) + "-" + plan.suite() + "-"
                                + installation.backend());
        try {
            return RunDirectory.create(path, plan);
        } catch (DirectoryNotEmptyException e) {
            throw new ConfigurationException("--out " + path + ": is not empty; allowed: a new or empty directory");
        } catch (IOException e) {
            throw new ConfigurationException("--out " + path + ": cannot be written ("
                    + e.getClass().getSimpleName() + "); allowed: a new or empty directory");
        }
    }

    private Progress progress(Plan plan) {
        if (quiet) {
            return Progress.silent();
        }
        boolean terminal = Boolean.getBoolean("lagbench.terminal");
        return terminal
                ? new BarProgress(System.err, plan.suite(), plan.trials().size())
                : new LineProgress(System.err, NanoClock.system(), plan.trials().size());
    }

    private static void report(
            RunDirectory directory, Plan plan, Host host, BuildInfo build, SuiteRun.Outcome outcome, PrintWriter stdout)
            throws IOException {
        RunData data = RunData.read(directory.path());
        TutorialReport tutorial = new TutorialReport(data);
        String closing = tutorial.applies() ? tutorial.closingLines(outcome.evaluations()) : "";
        directory.writeReport(RunReport.markdown(plan.suite(), data, environment(host, build, outcome), closing));
        stdout.println(RunReport.results(data));
        stdout.print(closing.isEmpty() ? "" : closing + System.lineSeparator());
    }

    private static Map<String, String> environment(Host host, BuildInfo build, SuiteRun.Outcome outcome) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put(
                "machine",
                host.cpu() + ", " + host.logicalCores() + " cores, " + Math.round(host.memoryMb() / 1000) + " GB, "
                        + host.os());
        outcome.trials().stream()
                .map(TrialRecord::started)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .ifPresent(started -> lines.put(
                        "engine",
                        started.engine().engineNative() + " " + started.engine().isa()));
        lines.put("lagbench", build.version() + (build.commit().isEmpty() ? "" : ", commit " + build.commit()));
        return lines;
    }

    private static int exitCode(Plan plan, SuiteRun.Outcome outcome, PrintWriter stderr) {
        Map<Status, Long> counts = outcome.counts();
        List<String> gates = outcome.failedGates(plan);
        gates.forEach(gate -> stderr.println("lagbench: gate failed: " + gate));
        long failed = counts.getOrDefault(Status.ERROR, 0L)
                + counts.getOrDefault(Status.CRASHED, 0L)
                + counts.getOrDefault(Status.UNSUPPORTED, 0L);
        if (failed > 0) {
            stderr.println("lagbench: " + failed + " of " + outcome.trials().size()
                    + " trials ended in error, crashed or are unsupported; see the rows in trials.csv");
            return ExitCode.TRIAL_FAILED;
        }
        return gates.isEmpty() ? ExitCode.OK : ExitCode.GATE_FAILED;
    }
}
