package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.doctor.Check;
import io.lagbench.harness.doctor.Doctor;
import io.lagbench.harness.execute.Fork;
import io.lagbench.harness.execute.HostImplementations;
import io.lagbench.harness.format.ShellWords;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.SteeringVariables;
import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.run.ResourceLocks;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.harness.session.PlanRequirements;
import io.lagbench.harness.session.RunSession;
import io.lagbench.harness.session.SessionEnd;
import io.lagbench.harness.session.SessionRequest;
import io.lagbench.harness.session.ShardSession;
import io.lagbench.harness.sweep.Shard;
import io.lagbench.harness.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            "Exit codes: 0 ok, 1 a gate failed, 2 usage, 3 a trial failed, 4 backend unusable, 70 a fault of lagbench,"
                    + " 75 not done, try again."
        })
final class RunCommand implements Callable<Integer> {
    private static final double MOST_MINUTES = 100_000;

    private final Installation installation;
    private final Machine machine;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SUITE|TASK|FILE.yaml",
            arity = "0..1",
            completionCandidates = SuiteNames.class,
            description = "what to run; see: lagbench list; may be left out with --resume and --plan")
    private String suite;

    @Mixin
    private PlanOptions planned;

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
                    "goes on with a run that ended early (latest: the last): runs the trials without a row; with SUITE also begins one"
                            + " that is not there, for jobs that are started again and again (default: a new run)")
    private Path resume;

    @Option(
            names = "--plan",
            paramLabel = "SWEEP",
            description = "runs a shard of what lagbench plan wrote: the trials of it that no attempt has done, into"
                    + " SWEEP/shards/I-of-N/ATTEMPT")
    private Path sweep;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "the shard, of N from 1 to N (default: 1/1, which is all)")
    private String shard;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "runs N trials at once, for what is learned only: no time is measured"
                    + " (default: 1; with --resume what the run was begun with)")
    private Integer jobs;

    @Option(
            names = "--cpus",
            paramLabel = "N",
            description =
                    "keeps to N processors that no other run here has (default: all that this process may run on)")
    private Integer cpus;

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
        resume = resume == null ? null : new RunNames(installation).resolve(resume);
        if (endWithParent) {
            machine.endWithParent().run();
        }
        Backend backend = requiredBackend();
        machine.folders().problem().ifPresent(problem -> {
            throw new BackendUnusableException(problem);
        });
        machine.announceFirstUse(stderr);
        Host whole = machine.probe().get();
        int processors = processors(whole);
        Host host = whole.part(processors);
        Optional<String> gpu = requireUsable(backend, host, stderr);
        Optional<String> device = options.device(machine.environment());
        HostImplementations engines =
                new HostImplementations(machine.engines().of(host, device, backend), backend, stderr);
        Optional<Plan> plan =
                suite == null ? Optional.empty() : Optional.of(planned.plan(suite, installation, engines, stderr));
        if (dryRun && resume == null) {
            plan.orElseThrow().trials().forEach(trial -> stdout.println(trial.id() + "  " + trial.toJson()));
            stdout.println(machine.estimator(host, device, installation)
                    .estimate(plan.orElseThrow().trials())
                    .line());
            stdout.flush();
            return ExitCode.OK;
        }
        warnOfVariables(stderr);
        SuiteRunner runner = (asked, path, pathOption) -> new RunSession(
                        request(asked, path, pathOption, backend),
                        host,
                        machine.observation(),
                        engines,
                        machine.executors(),
                        machine.interrupted(),
                        stdout,
                        stderr)
                .execute(new ResourceLocks(
                        installation.locks(), host.processors().own(), processors, gpu));
        if (sweep != null) {
            return ExitCode.of(shard(runner, backend, stderr));
        }
        return ExitCode.of(runner.run(
                plan,
                resume != null ? resume : newPath(plan.orElseThrow()),
                resume != null ? "--resume" : out != null ? "--out" : ""));
    }

    /** Runs a plan into a directory, or what is left of the run that is there. */
    @FunctionalInterface
    private interface SuiteRunner {
        SessionEnd run(Optional<Plan> plan, Path path, String pathOption) throws IOException, InterruptedException;
    }

    private SessionEnd shard(SuiteRunner runner, Backend backend, PrintWriter stderr)
            throws IOException, InterruptedException {
        Sweep opened = Sweep.open(sweep);
        new PlanRequirements("--plan " + sweep, backend).check(opened.plan());
        Shard part = shard == null ? new Shard(1, 1) : Shard.parse(shard);
        return new ShardSession(opened, part, stderr)
                .execute((plan, directory) -> runner.run(Optional.of(plan), directory, "--plan"));
    }

    private SessionRequest request(Optional<Plan> plan, Path path, String pathOption, Backend backend) {
        return new SessionRequest(
                path,
                pathOption,
                resume != null,
                plan,
                suite,
                backend,
                options.device(machine.environment()),
                jobs == null ? OptionalInt.empty() : OptionalInt.of(jobs),
                maxMinutes == null ? OptionalDouble.empty() : OptionalDouble.of(maxMinutes),
                arguments(),
                sweep == null
                        ? "lagbench run --resume " + ShellWords.word(path)
                        : "lagbench run --plan " + ShellWords.word(sweep) + " --shard "
                                + (shard == null ? "1/1" : shard),
                quiet,
                sweep != null);
    }

    private void requireSensibleOptions() {
        if (suite == null && resume == null && sweep == null) {
            throw new ConfigurationException(
                    "nothing to run; allowed: FILE.yaml, --resume RUN_DIR, --plan SWEEP, or a suite or task: "
                            + String.join(", ", new SuiteNames(installation))
                            + "; a first one: lagbench run original");
        }
        if (sweep != null && (suite != null || resume != null || out != null || dryRun)) {
            throw new ConfigurationException(
                    "--plan runs what was planned, into a folder of the sweep; allowed: no SUITE,"
                            + " --resume, --out or --dry-run beside it");
        }
        if (resume != null && Sweep.isAttempt(resume)) {
            throw new ConfigurationException(
                    "--resume " + resume + ": is an attempt at a shard, which no other writes to; allowed:"
                            + " --plan SWEEP --shard I/N, which does what is left");
        }
        if (sweep == null && shard != null) {
            throw new ConfigurationException("--shard: is a part of a sweep; allowed: only with --plan SWEEP");
        }
        if (resume != null && out != null) {
            throw new ConfigurationException("--resume and --out exclude each other; allowed: one of them");
        }
        if (resume != null && dryRun) {
            throw new ConfigurationException("--resume and --dry-run exclude each other; allowed: one of them");
        }
        if (suite == null && planned.given()) {
            throw new ConfigurationException((sweep == null ? "--resume" : "--plan")
                    + " alone runs what was planned; allowed: no --set, --seeds, --lstm or --forks without SUITE");
        }
        planned.check();
        PlanOptions.requireAtLeastOne("--jobs", jobs == null ? 1 : jobs);
        PlanOptions.requireAtLeastOne("--cpus", cpus == null ? 1 : cpus);
        if (maxMinutes != null && !(maxMinutes > 0 && maxMinutes <= MOST_MINUTES)) {
            throw new ConfigurationException("--max-minutes: " + maxMinutes
                    + " is not allowed; allowed: a number above 0 and up to " + MOST_MINUTES);
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

    /** How many of the processors that this process may run on the run is to keep to. */
    private int processors(Host host) {
        int all = host.processors().own().size();
        if (cpus == null) {
            return all;
        }
        if (cpus > all) {
            throw new ConfigurationException("--cpus: " + cpus + " is not allowed; allowed: 1 to " + all
                    + ", as many as this process may run on");
        }
        if (cpus >= host.usableCores()) {
            return all; // a container's quota sees to it; to pin as well would put all containers on the same
            // processors
        }
        if (!machine.canPin()) {
            throw new ConfigurationException("--cpus: needs taskset to keep trials on some processors, which is not"
                    + " here; allowed on Linux with util-linux");
        }
        return cpus;
    }

    /** The device to be used, if the backend needs one: says before anyone waits that it cannot be. */
    private Optional<String> requireUsable(Backend backend, Host host, PrintWriter stderr) {
        if (backend == Backend.CPU) {
            return Optional.empty();
        }
        Doctor doctor =
                options.doctor(installation, machine, machine.observation().apply(host));
        List<Check> checks = doctor.checks();
        if (!Doctor.usable(checks)) {
            checks.forEach(check -> stderr.println(check.line()));
            throw new BackendUnusableException(DoctorCommand.cannot(backend));
        }
        return Optional.of(doctor.deviceIdentity());
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

    /** The command as it was typed, but for where the run directory lies: it may be shown to others. */
    private List<String> arguments() {
        List<String> command = new ArrayList<>(List.of("lagbench", "run"));
        List<String> given = spec.commandLine().getParseResult().originalArgs();
        int own = given.indexOf(spec.name()) + 1; // after the name of the command
        given.subList(own, given.size())
                .forEach(argument ->
                        command.add(withoutFolder(sweep, withoutFolder(resume, withoutFolder(out, argument)))));
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
                : installation.runs().resolve(RunDirectory.stamp() + "-" + plan.suite() + "-" + installation.backend());
    }
}
