package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.estimate.Estimator;
import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.execute.HostImplementations;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.SteeringVariables;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Planner;
import io.lagbench.harness.plan.Seeds;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.harness.session.RunSession;
import io.lagbench.harness.session.SessionEnd;
import io.lagbench.harness.session.SessionRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a suite: parses and checks what is asked, plans it, and hands it to a session. */
@Command(
        name = "run",
        description = "Runs a suite, a task with its defaults, or a suite file.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 ok, 1 a gate failed, 2 usage, 3 a trial failed or results cannot be written,"
                    + " 4 backend unusable, 70 a fault of lagbench."
        })
final class RunCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    private static final int MOST_REPEATS = 10_000;

    private static final double MOST_MINUTES = 100_000;

    private final Installation installation;
    private final Machine machine;

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
            description =
                    "sets a key in every workload that knows it; a list makes a grid, \\, is a comma within a value;"
                            + " see: lagbench list keys")
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
            description =
                    "goes on with a run that ended early: runs the trials without a row; with SUITE also begins one"
                            + " that is not there, for jobs that are started again and again (default: a new run)")
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

    @Option(
            names = "--end-with-parent",
            description = "ends, with all rows whole, when the process that started it has ended, however that ended"
                    + " (default: ${DEFAULT-VALUE})",
            defaultValue = "false")
    private boolean endWithParent;

    @Option(names = "--quiet", description = "no progress (default: ${DEFAULT-VALUE})", defaultValue = "false")
    private boolean quiet;

    RunCommand(Installation installation, Machine machine) {
        this.installation = installation;
        this.machine = machine;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        requireSensibleOptions();
        if (endWithParent) {
            machine.endWithParent().run();
        }
        Backend backend = requiredBackend();
        machine.folders().problem().ifPresent(problem -> {
            throw new BackendUnusableException(problem);
        });
        Host host = machine.probe().get();
        requireUsable(backend, host, stderr);
        HostImplementations engines = new HostImplementations(
                machine.engines().of(host, options.device(machine.environment()), backend), backend, stderr);
        Optional<Plan> plan = suite == null ? Optional.empty() : Optional.of(plan(engines));
        if (dryRun && resume == null) {
            plan.orElseThrow().trials().forEach(trial -> stdout.println(trial.id() + "  " + trial.toJson()));
            Fork alone = Main.fork(host, options.device(machine.environment()), 1, machine.folders());
            Estimator estimator = new Estimator(installation.runs(), backend.label(), host.cpu(), alone::threads);
            stdout.println(estimator.estimate(plan.orElseThrow().trials()).line());
            stdout.flush();
            return ExitCode.OK;
        }
        SessionRequest request = new SessionRequest(
                resume != null ? resume : newPath(plan.orElseThrow()),
                resume != null ? "--resume" : out != null ? "--out" : "",
                resume != null,
                plan,
                suite,
                backend,
                options.device(machine.environment()),
                jobs == null ? OptionalInt.empty() : OptionalInt.of(jobs),
                maxMinutes == null ? OptionalDouble.empty() : OptionalDouble.of(maxMinutes),
                arguments(),
                quiet);
        warnOfVariables(stderr);
        return exitCode(new RunSession(
                        request,
                        host,
                        machine.observation(),
                        engines,
                        machine.executors(),
                        machine.interrupted(),
                        stdout,
                        stderr)
                .execute(installation.lock()));
    }

    private static int exitCode(SessionEnd end) {
        return switch (end) {
            case OK -> ExitCode.OK;
            case GATE_FAILED -> ExitCode.GATE_FAILED;
            case TRIAL_FAILED -> ExitCode.TRIAL_FAILED;
            case UNWRITABLE, INTERRUPTED -> ExitCode.TRY_AGAIN;
        };
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

    /** The backend, which must be the one that was built, and have devices if one was asked for. */
    private Backend requiredBackend() {
        Backend built = options.backend(installation);
        if (built == Backend.CPU) {
            options.device(machine.environment()).ifPresent(device -> {
                throw new ConfigurationException(
                        "--device " + device + ": backend cpu has no devices; allowed: nothing");
            });
        }
        return built;
    }

    /** Says before anyone waits that a device cannot be used. */
    private void requireUsable(Backend backend, Host host, PrintWriter stderr) {
        if (backend == Backend.CPU) {
            return;
        }
        List<Check> checks =
                options.checks(installation, machine, machine.observation().apply(host));
        if (!Doctor.usable(checks)) {
            checks.forEach(check -> stderr.println(check.line()));
            throw new BackendUnusableException(DoctorCommand.cannot(backend));
        }
    }

    /** Says what of the environment trials run without, and what they run with although it changes what is measured. */
    private void warnOfVariables(PrintWriter stderr) {
        SteeringVariables steering = Fork.steeringVariables();
        List<String> withheld = steering.withheld(machine.environment());
        List<String> suspect = steering.suspect(machine.environment());
        if (!withheld.isEmpty()) {
            stderr.println("lagbench: set here and withheld from trials: " + String.join(", ", withheld));
        }
        if (!suspect.isEmpty()) {
            stderr.println("lagbench: warning: trials run with " + String.join(", ", suspect)
                    + ", which changes what is measured; environment.json has it");
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
        List<String> given = spec.commandLine().getParseResult().originalArgs();
        int own = given.indexOf(spec.name()) + 1; // after the name of the command
        given.subList(own, given.size())
                .forEach(argument -> command.add(withoutFolder(resume, withoutFolder(out, argument))));
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
}
