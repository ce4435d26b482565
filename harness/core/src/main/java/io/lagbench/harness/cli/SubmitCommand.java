package io.lagbench.harness.cli;

import io.lagbench.harness.plan.BackendUnusableException;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.harness.session.PlanRequirements;
import io.lagbench.harness.session.SubmitSession;
import io.lagbench.harness.sweep.Cluster;
import io.lagbench.harness.sweep.Sweep;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a sweep run by a cluster. */
@Command(
        name = "submit",
        description =
                "Has what is left of a sweep run by a cluster: every block of it is a task there. Needs a build with one"
                        + " (mvn -Pspark) and, for Spark, SPARK_HOME.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 all is there, 2 usage, 3 a trial failed, 4 the cluster or what is installed there cannot be used,"
                    + " 75 trials are missing: try again."
        })
final class SubmitCommand implements Callable<Integer> {
    private final Installation installation;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SWEEP", description = "what lagbench plan wrote")
    private Path sweep;

    @Option(
            names = "--master",
            paramLabel = "URL",
            required = true,
            description = "where, as the cluster names it: spark://HOST:PORT, yarn, local-cluster[1,2,1024]")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "a setting of the cluster, such as spark.task.cpus=4; may be given again (default: Spark's"
                    + " own; spark-defaults.conf is not read)")
    private List<String> settings = List.of();

    @Option(
            names = "--launcher",
            paramLabel = "PATH",
            description = "the program lagbench on the machines of the cluster (default: the path of this one)")
    private Path launcher;

    SubmitCommand(Installation installation) {
        this.installation = installation;
    }

    @Override
    public Integer call() throws InterruptedException {
        Sweep opened = Sweep.open(sweep);
        if (launcher == null) {
            new PlanRequirements("submit " + sweep, installation.backend()).check(opened.plan());
        }
        List<Cluster> clusters = ServiceLoader.load(Cluster.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (clusters.isEmpty()) {
            throw new BackendUnusableException(
                    "submit: this build has no cluster; mvn -Pspark package -Dlagbench.skip builds one with Spark");
        }
        Cluster cluster = clusters.stream()
                .filter(each -> each.accepts(master))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("--master: '" + master + "' is not allowed; allowed: "
                        + clusters.stream().map(Cluster::masters).collect(Collectors.joining(", "))));
        cluster.problem().ifPresent(problem -> {
            throw new BackendUnusableException("submit: " + problem);
        });
        return ExitCode.of(new SubmitSession(opened, cluster, spec.commandLine().getErr())
                .execute(master, parsed(), launcher == null ? installation.launcher() : launcher));
    }

    private Map<String, String> parsed() {
        Map<String, String> parsed = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new ConfigurationException(
                        "--conf: '" + setting + "' is not allowed; allowed: KEY=VALUE, such as spark.task.cpus=4");
            }
            parsed.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return parsed;
    }
}
