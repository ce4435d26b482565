package io.lagbench.harness.cli;

import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Noise;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.report.NoiseReport;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.session.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how much runs of the same differ. */
@Command(
        name = "noise",
        description =
                "Says how much runs of the same suite differ, workload by workload, and how wide a gate has to be that such"
                        + " runs do not fail.",
        mixinStandardHelpOptions = true)
final class NoiseCommand implements Callable<Integer> {
    private final RunNames names;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "run directories, two or more; latest is the last run")
    private List<Path> given;

    @Option(
            names = "--measure",
            paramLabel = "COLUMN",
            completionCandidates = CompareCommand.ComparableMetrics.class,
            description = "column of trials.csv to compare in: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "fit_p50_us")
    private String measure;

    NoiseCommand(RunNames names) {
        this.names = names;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> runs = names.resolve(given);
        if (runs.size() < 2) {
            throw new ConfigurationException("noise: 1 run; allowed: two or more of the same suite");
        }
        Noise noise = Noise.of(StoredRun.readAll(runs), Comparison.metric(measure));
        noise.warnings().forEach(warning -> spec.commandLine().getErr().println("lagbench: warning: " + warning));
        spec.commandLine().getOut().print(new NoiseReport(noise).text());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
