package io.lagbench.harness.results;

import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.results.CsvRows.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as its directory tells it, whether it ended well, ended early or still goes on.
 *
 * @param path the directory
 * @param run content of run.json; empty if it cannot be read
 * @param environment content of environment.json; empty if it cannot be read
 * @param trials rows of trials.csv, at least one
 * @param learning rows of learning.csv
 * @param latency rows of latency.csv
 * @param answers what the network answered, spelled out; may be empty
 * @param notes what could not be read, a line each
 */
public record StoredRun(
        Path path,
        Map<String, Object> run,
        Map<String, Object> environment,
        List<Row> trials,
        List<Row> learning,
        List<Row> latency,
        String answers,
        List<String> notes) {
    static final String ANSWERS = "answers.txt";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads a run directory. Rows that were cut are left out, and a file that is missing is as if it were empty; the notes
     * say so.
     *
     * @throws ConfigurationException if it is not the directory of a run, has no trial, or was written with another version
     *     of the schema
     */
    public static StoredRun read(Path path) throws IOException {
        if (!Files.isRegularFile(path.resolve(Schema.TRIALS.file()))) {
            throw new ConfigurationException(path + ": is not the directory of a run: it has no " + Schema.TRIALS.file()
                    + "; allowed: what lagbench run wrote");
        }
        List<String> notes = new ArrayList<>();
        StoredRun stored = new StoredRun(
                path,
                json(path, "run.json", notes),
                json(path, "environment.json", notes),
                rows(path, Schema.TRIALS, notes),
                rows(path, Schema.LEARNING, notes),
                rows(path, Schema.LATENCY, notes),
                Files.isRegularFile(path.resolve(ANSWERS)) ? Files.readString(path.resolve(ANSWERS)) : "",
                notes);
        if (stored.trials().isEmpty()) {
            throw new ConfigurationException(path + ": no trial has ended in this run");
        }
        return stored;
    }

    /** Name of the directory. */
    public String name() {
        return Objects.toString(path.toAbsolutePath().normalize().getFileName(), "run");
    }

    /** A fact of run.json as text; empty where there is none. */
    public String fact(String name) {
        return Objects.toString(run.get(name), "");
    }

    private static List<Row> rows(Path path, Table<?> table, List<String> notes) throws IOException {
        Path file = path.resolve(table.file());
        if (!Files.isRegularFile(file)) {
            notes.add(table.file() + " is missing");
            return List.of();
        }
        CsvRows csv = CsvRows.read(file);
        if (csv.dropped() > 0) {
            notes.add(table.file() + ": " + csv.dropped() + (csv.dropped() == 1 ? " row was" : " rows were")
                    + " cut or damaged and left out");
        }
        requireVersion(csv);
        return csv.rows();
    }

    /**
     * Refuses rows of another version of the schema, or without one.
     *
     * @throws ConfigurationException if there are any
     */
    public static void requireVersion(CsvRows csv) {
        String version = Integer.toString(Schema.VERSION);
        for (Row row : csv.rows()) {
            String found = row.fields().getOrDefault("schema_version", "");
            if (!found.equals(version)) {
                throw new ConfigurationException(csv.file() + ": has rows of schema version '" + found + "'; allowed: "
                        + version + ", or the lagbench that wrote them");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(Path path, String name, List<String> notes) throws IOException {
        try {
            return JSON.readValue(Files.readString(path.resolve(name)), Map.class);
        } catch (JacksonException | java.nio.file.NoSuchFileException | java.nio.charset.CharacterCodingException e) {
            notes.add(name + " is missing or cannot be read");
            return Map.of();
        }
    }
}
