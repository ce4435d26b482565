package io.lagbench.harness.export;

import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A format of another tool in which a run can be written. */
public interface RunExport {

    /** Name of the format on the command line. */
    String name();

    /** Name of its file or folder, where none is given. */
    String fileName();

    /**
     * Writes a run.
     *
     * @param target file, or folder where the format has several files; made if missing, with the folders above it
     * @throws IOException if it cannot be written
     */
    void write(StoredRun run, Path target) throws IOException;

    /** The format of a name. */
    static Optional<RunExport> find(String name) {
        return all().stream().filter(export -> export.name().equals(name)).findFirst();
    }

    /** All formats there are, by name. */
    static List<RunExport> all() {
        return ServiceLoader.load(RunExport.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(RunExport::name))
                .toList();
    }
}
