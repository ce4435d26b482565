package io.lagbench.harness.plan;

import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds what a user names: a suite file, a suite of the folder that comes with Lagbench, or a task. */
public final class SuiteLibrary {
    private static final String EXTENSION = ".yaml";

    private final Path folder;

    /** @param folder the folder of suite files; may be missing */
    public SuiteLibrary(Path folder) {
        this.folder = folder;
    }

    /** Names of the suites in the folder, in alphabetical order. */
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The suite of a name or file. What has a folder or ends as YAML files do is a file; else a suite wins over a task of the
     * same name, and both over a file. A task alone is a suite of one entry with that task's defaults.
     *
     * @throws ConfigurationException if there is none, or it cannot be read
     */
    public Suite find(String name) {
        if (SuiteReader.isYaml(name) || name.contains("/") || name.contains(File.separator)) {
            return SuiteReader.read(Path.of(name));
        }
        if (names().contains(name)) {
            return SuiteReader.read(folder.resolve(name + EXTENSION));
        }
        if (Tasks.find(name).isPresent()) {
            Suite.Entry entry = new Suite.Entry(
                    "task " + name, name, Map.of(), Map.of(), List.of(1L), OptionalDouble.empty(), Optional.empty());
            return new Suite(name, Tasks.find(name).orElseThrow().summary(), List.of(entry));
        }
        if (Files.isRegularFile(Path.of(name))) {
            return SuiteReader.read(Path.of(name));
        }
        throw new ConfigurationException(Names.unknown("suite or task", name, suitesAndTasks()));
    }

    /** Whatever can be run by its name. */
    public SortedSet<String> suitesAndTasks() {
        TreeSet<String> known = new TreeSet<>(names());
        Tasks.all().stream().map(TaskProvider::name).forEach(known::add);
        return known;
    }
}
