package io.lagbench.harness.cli;

import io.lagbench.harness.document.Document;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.report.Report;
import io.lagbench.harness.report.ReportFiles;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.session.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of runs, again or together. */
@Command(
        name = "report",
        description =
                "Writes the report of a run again, or of several runs together: index.html, report.md and pictures.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    private final RunNames names;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "run directories; latest is the last run (required)")
    private List<Path> given;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of the report (default: RUN/report of a single run)")
    private Path out;

    ReportCommand(RunNames names) {
        this.names = names;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> runs = names.resolve(given);
        if (out == null && runs.size() > 1) {
            throw new ConfigurationException(
                    "report: the report of " + runs.size() + " runs belongs to none of them; allowed: --out DIR");
        }
        requireDifferent(runs);
        List<StoredRun> read = StoredRun.readAll(runs);
        Path folder = out == null ? runs.get(0).resolve("report") : out;
        Document report = Report.of(read);
        try {
            spec.commandLine().getOut().println(ReportFiles.write(report, folder));
        } catch (IOException e) {
            throw Outputs.unwritableFolder(out == null ? "the report in" : "--out", folder, e);
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /** A run that is given twice would count twice. */
    private static void requireDifferent(List<Path> runs) {
        Set<Path> seen = new HashSet<>();
        for (Path run : runs) {
            if (!seen.add(run.toAbsolutePath().normalize())) {
                throw new ConfigurationException("report: " + run + " is given twice; allowed: every run once");
            }
        }
    }
}
