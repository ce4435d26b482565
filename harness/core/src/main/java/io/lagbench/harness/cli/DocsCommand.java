package io.lagbench.harness.cli;

import io.lagbench.harness.plan.SuiteSchema;
import io.lagbench.harness.report.Documentation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the generated parts of the documentation up to date, or says which are not; for maintainers. */
@Command(name = "docs", hidden = true, description = "Regenerates the generated sections of the documentation.")
final class DocsCommand implements Callable<Integer> {

    /** The schema of suite files, relative to the root. */
    static final Path SCHEMA = Path.of("workloads", "suites", "suite.schema.json");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ROOT", description = "top of the repository")
    private Path root;

    @Option(names = "--check", description = "change nothing; exit 1 if a section is stale")
    private boolean check;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        boolean stale = false;
        for (Map.Entry<Path, Map<String, String>> file :
                new Documentation(root).sections().entrySet()) {
            Path path = root.resolve(file.getKey());
            String before = Files.readString(path);
            String after = before;
            for (Map.Entry<String, String> section : file.getValue().entrySet()) {
                after = Documentation.replace(after, section.getKey(), section.getValue());
            }
            stale |= update(file.getKey(), before, after, out);
        }
        Path schema = root.resolve(SCHEMA);
        stale |= update(SCHEMA, Files.exists(schema) ? Files.readString(schema) : "", SuiteSchema.json(), out);
        out.flush();
        return check && stale ? ExitCode.GATE_FAILED : ExitCode.OK;
    }

    /** Brings a file up to date unless only to check; whether it was stale. */
    private boolean update(Path file, String before, String after, PrintWriter out) throws IOException {
        if (after.equals(before)) {
            return false;
        }
        out.println((check ? "stale: " : "updated: ") + file);
        if (!check) {
            Files.writeString(root.resolve(file), after);
        }
        return true;
    }
}
