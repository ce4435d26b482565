package io.lagbench.harness.cli;

import io.lagbench.harness.export.RunExport;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.Names;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.session.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a run in the format of another tool. */
@Command(
        name = "export",
        description = "Writes a run for another tool: learning curves and measures.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    private final RunNames names;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "run directory; latest is the last run (required)")
    private Path run;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            required = true,
            completionCandidates = ExportFormats.class,
            description = "${COMPLETION-CANDIDATES} (required)")
    private String format;

    @Option(
            names = "--out",
            paramLabel = "PATH",
            description = "file, or folder for tensorboard (default: in RUN/export)")
    private Path out;

    ExportCommand(RunNames names) {
        this.names = names;
    }

    @Override
    public Integer call() throws IOException {
        RunExport export = RunExport.find(format)
                .orElseThrow(() -> new ConfigurationException("--to: "
                        + Names.unknown(
                                "format",
                                format,
                                RunExport.all().stream().map(RunExport::name).toList())));
        Path directory = names.resolve(run);
        StoredRun stored = StoredRun.read(directory);
        Path target = out != null ? out : directory.resolve("export").resolve(export.fileName());
        try {
            export.write(stored, target);
        } catch (IOException e) {
            throw Outputs.unwritableFile(out == null ? "the export in" : "--out", target, e);
        }
        stored.notes().forEach(note -> spec.commandLine().getErr().println("lagbench: warning: " + note));
        spec.commandLine().getOut().println(target);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
