package io.lagbench.harness.cli;

import io.lagbench.engine.Backend;
import io.lagbench.harness.estimate.Estimator;
import io.lagbench.harness.execute.HostImplementations;
import io.lagbench.harness.format.ShellWords;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.harness.sweep.Sweep;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a plan down, to be run in shards. */
@Command(
        name = "plan",
        description =
                "Plans a suite to be run in shards, here or on many machines: every trial of it, with engines chosen and"
                        + " times estimated on this machine.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    private final Installation installation;
    private final Machine machine;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SUITE|TASK|FILE.yaml",
            completionCandidates = SuiteNames.class,
            description = "what to plan; see: lagbench list")
    private String suite;

    @Mixin
    private PlanOptions planned;

    @Mixin
    private DeviceOptions options;

    @Option(names = "--out", paramLabel = "SWEEP", required = true, description = "folder of the sweep, new or empty")
    private Path out;

    PlanCommand(Installation installation, Machine machine) {
        this.installation = installation;
        this.machine = machine;
    }

    @Override
    public Integer call() {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        planned.check();
        Backend backend = options.backend(installation);
        machine.announceFirstUse(stderr);
        Host host = machine.probe().get();
        Optional<String> device = options.device(machine.environment());
        HostImplementations engines =
                new HostImplementations(machine.engines().of(host, device, backend), backend, stderr);
        Plan plan = planned.plan(suite, installation, engines, stderr);
        Estimator estimator = machine.estimator(host, device, installation);
        Sweep.create(
                out, plan, estimator.seconds(plan.trials()), BuildInfo.read().facts());
        stdout.println(estimator.estimate(plan.trials()).line());
        stdout.println("lagbench run --plan " + ShellWords.word(out)
                + " --shard I/N   runs a shard, I from 1 to N, wherever it is started");
        stdout.println(
                "lagbench merge " + ShellWords.word(out) + "   puts together what was run: " + out.resolve("run"));
        stdout.flush();
        return ExitCode.OK;
    }
}
