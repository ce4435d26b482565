package io.lagbench.harness.cli;

import io.lagbench.harness.plan.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Run directories as people name them: {@value #LATEST} is the one, of those that an installation keeps, that was written to last. */
final class RunNames {
    /** What stands for the last run, unless there is a file of that name. */
    static final String LATEST = "latest";

    private final Path runs;

    RunNames(Installation installation) {
        this.runs = installation.runs();
    }

    /** A run directory as it was given. */
    Path resolve(Path given) {
        return given.toString().equals(LATEST) && Files.notExists(given)
                ? last(1, LATEST).get(0)
                : given;
    }

    /** The same of several. */
    List<Path> resolve(List<Path> given) {
        return given.stream().map(this::resolve).toList();
    }

    /**
     * The last of the runs that an installation keeps, the latest at the end.
     *
     * @param source who asks, for messages
     * @throws ConfigurationException if there are not as many
     */
    List<Path> last(int count, String source) {
        record Written(Path run, FileTime when) {}
        List<Written> all = new ArrayList<>();
        try (Stream<Path> folders = Files.isDirectory(runs) ? Files.list(runs) : Stream.empty()) {
            for (Path folder : (Iterable<Path>) folders::iterator) {
                Path head = folder.resolve("run.json");
                if (Files.isRegularFile(head)) {
                    all.add(new Written(folder, Files.getLastModifiedTime(head)));
                }
            }
        } catch (IOException e) {
            throw new ConfigurationException(source + ": " + runs + " cannot be read (" + e.getMessage() + ")");
        }
        if (all.size() < count) {
            throw new ConfigurationException(source + ": " + runs + " has " + all.size() + " of " + count
                    + " runs; allowed: the run directories themselves");
        }
        all.sort(Comparator.comparing(Written::when)
                .thenComparing(written -> written.run().getFileName().toString()));
        return all.subList(all.size() - count, all.size()).stream()
                .map(Written::run)
                .toList();
    }
}
