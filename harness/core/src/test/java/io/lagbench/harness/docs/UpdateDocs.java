package io.lagbench.harness.docs;

import io.lagbench.harness.plan.SuiteSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the generated parts of the documentation up to date, or says which are not: a tool of this build, not shipped. */
public final class UpdateDocs {

    /** The schema of suite files, relative to the root. */
    static final Path SCHEMA = Path.of("workloads", "suites", "suite.schema.json");

    private final Path root;

    /** @param root top of the repository */
    UpdateDocs(Path root) {
        this.root = root;
    }

    /**
     * {@code UpdateDocs ROOT [--check]}. With {@code --check} it changes nothing, and exits 1 if a file is stale.
     *
     * @param arguments top of the repository, and the option
     */
    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean check = words.remove("--check");
        if (words.size() != 1) {
            System.err.println("update-docs: unknown arguments " + words + "; allowed: ROOT [--check]");
            System.exit(2);
        }
        UpdateDocs docs = new UpdateDocs(Path.of(words.get(0)));
        Map<Path, String> stale = docs.stale();
        for (Map.Entry<Path, String> file : stale.entrySet()) {
            System.out.println((check ? "stale: " : "updated: ") + file.getKey());
            if (!check) {
                Files.writeString(docs.root.resolve(file.getKey()), file.getValue());
            }
        }
        System.exit(check && !stale.isEmpty() ? 1 : 0);
    }

    /** What files that are not up to date should hold, by path relative to the root. */
    Map<Path, String> stale() throws IOException {
        Map<Path, String> current = new LinkedHashMap<>();
        for (Map.Entry<Path, Map<String, String>> file :
                new GeneratedSections(root).byFile().entrySet()) {
            String text = read(file.getKey());
            for (Map.Entry<String, String> section : file.getValue().entrySet()) {
                text = GeneratedSections.replace(text, section.getKey(), section.getValue());
            }
            current.put(file.getKey(), text);
        }
        current.put(SCHEMA, SuiteSchema.json());
        Map<Path, String> stale = new LinkedHashMap<>();
        for (Map.Entry<Path, String> file : current.entrySet()) {
            if (!file.getValue().equals(read(file.getKey()))) {
                stale.put(file.getKey(), file.getValue());
            }
        }
        return stale;
    }

    private String read(Path file) throws IOException {
        Path path = root.resolve(file);
        return Files.exists(path) ? Files.readString(path) : "";
    }
}
