package io.lagbench.harness.results;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.plan.PlanReader;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as its directory tells it, whether it ended well, ended early or still goes on.
 *
 * @param path the directory
 * @param name of the directory, or another that tells it apart from those it was read with
 * @param run content of run.json; empty if it cannot be read
 * @param environment content of environment.json; empty if it cannot be read
 * @param trials rows of trials.csv, at least one; with the columns of settings that plan.jsonl knows and an older version
 *     did not write
 * @param identities what each trial is, by its id: the same for the same trial, whichever version planned it
 * @param learning rows of learning.csv
 * @param latency rows of latency.csv
 * @param answers what the network answered, spelled out; may be empty
 * @param notes what could not be read, a line each
 */
public record StoredRun(
        Path path,
        String name,
        Map<String, Object> run,
        Map<String, Object> environment,
        List<Row> trials,
        Map<String, String> identities,
        List<Row> learning,
        List<Row> latency,
        String answers,
        List<String> notes) {
    static final String ANSWERS = "answers.txt";
    private static final String TRIAL_ID = "trial_id";

    /** The last column that every file of this version of the schema has; those after it were appended. */
    private static final Map<String, String> LAST_OF_ALL_FILES =
            Map.of("trials.csv", "git_commit", "latency.csv", "max_us", "learning.csv", "recall_margin");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads a run directory. Rows that were cut are left out, and a file that is missing is as if it were empty; the notes
     * say so.
     *
     * @throws ConfigurationException if it is not the directory of a run, has no trial, or was written with another version
     *     of the schema
     */
    public static StoredRun read(Path path) throws IOException {
        return read(path, fileName(path));
    }

    /**
     * Reads run directories to be shown together: those of one name get a number.
     *
     * @throws ConfigurationException as {@link #read(Path)}
     */
    public static List<StoredRun> readAll(List<Path> paths) throws IOException {
        List<StoredRun> runs = new ArrayList<>();
        for (Path path : paths) {
            long before = runs.stream()
                    .filter(run -> fileName(run.path()).equals(fileName(path)))
                    .count();
            runs.add(read(path, fileName(path) + (before == 0 ? "" : " (" + (before + 1) + ")")));
        }
        return runs;
    }

    private static StoredRun read(Path path, String name) throws IOException {
        Path file = path.resolve(Schema.trials().file());
        FileProblems.missing(file).ifPresent(why -> {
            throw new ConfigurationException(path + ": is not the directory of a run: its "
                    + Schema.trials().file() + ": " + why + "; allowed: what lagbench run wrote");
        });
        List<String> notes = new ArrayList<>();
        Map<String, TrialSpec> planned = new HashMap<>();
        Map<String, String> identities = new HashMap<>();
        readPlan(path, planned, identities);
        SettingColumns settings = new SettingColumns();
        StoredRun stored = new StoredRun(
                path,
                name,
                json(path, "run.json", notes),
                json(path, "environment.json", notes),
                firstRows(rows(path, Schema.trials(), notes), notes).stream()
                        .map(row -> withSettings(row, planned, settings))
                        .toList(),
                identities,
                rows(path, Schema.LEARNING, notes),
                rows(path, Schema.LATENCY, notes),
                Files.isRegularFile(path.resolve(ANSWERS))
                        ? new String(Files.readAllBytes(path.resolve(ANSWERS)), StandardCharsets.UTF_8)
                        : "",
                notes);
        if (stored.trials().isEmpty()) {
            throw new ConfigurationException(path + ": no trial has ended in this run");
        }
        return stored;
    }

    /** Reads what can be read of the plan. */
    private static void readPlan(Path path, Map<String, TrialSpec> planned, Map<String, String> identities) {
        PlanReader reader = new PlanReader();
        for (String line : planLines(path)) {
            try {
                TrialSpec trial = reader.trial(line);
                planned.put(trial.id(), trial);
                identities.put(trial.id(), reader.identity(trial));
            } catch (RuntimeException e) {
                continue; // a damaged line: its trial is known by its row alone
            }
        }
    }

    private static List<String> planLines(Path path) {
        try {
            byte[] text = Files.readAllBytes(path.resolve("plan.jsonl"));
            return new String(text, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of(); // without a plan the rows are all that is known
        }
    }

    private static Row withSettings(Row row, Map<String, TrialSpec> planned, SettingColumns settings) {
        TrialSpec trial = planned.get(row.text(TRIAL_ID));
        if (trial == null) {
            return row;
        }
        Map<String, String> fields = new LinkedHashMap<>(row.fields());
        settings.values(trial).forEach((column, value) -> fields.put(column, Table.format(value)));
        return row.with(fields);
    }

    /** The same with another content of run.json. */
    public StoredRun withRun(Map<String, Object> other) {
        return new StoredRun(
                path,
                name,
                new LinkedHashMap<>(other),
                environment,
                trials,
                identities,
                learning,
                latency,
                answers,
                notes);
    }

    /** The same with other answers. */
    public StoredRun withAnswers(String other) {
        return new StoredRun(path, name, run, environment, trials, identities, learning, latency, other, notes);
    }

    /** What the trial of a row is: equal for equal trials of any run. */
    public String identity(Row trial) {
        String id = trial.text(TRIAL_ID);
        return identities.getOrDefault(id, id);
    }

    private static String fileName(Path path) {
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
        csv.notes().forEach(note -> notes.add(table.file() + ": " + note));
        requireVersion(csv);
        if (!csv.columns().isEmpty()) {
            List<String> header = table.header();
            for (String column : header.subList(0, header.indexOf(LAST_OF_ALL_FILES.get(table.file())) + 1)) {
                if (!csv.columns().contains(column)) {
                    throw new ConfigurationException(
                            file + ": has no column " + column + "; allowed: what lagbench run wrote");
                }
            }
        }
        return csv.rows();
    }

    /** The first row of every trial: a second would count it twice. */
    private static List<Row> firstRows(List<Row> trials, List<String> notes) {
        Set<String> ids = new HashSet<>();
        List<Row> first =
                trials.stream().filter(trial -> ids.add(trial.text(TRIAL_ID))).toList();
        int again = trials.size() - first.size();
        if (again > 0) {
            notes.add(Schema.trials().file() + ": " + again
                    + (again == 1 ? " row repeats a trial and is" : " rows repeat trials and are") + " left out");
        }
        return first;
    }

    /**
     * Refuses rows of another version of the schema, or without one.
     *
     * @throws ConfigurationException if there are any
     */
    public static void requireVersion(CsvRows csv) {
        String version = Integer.toString(Schema.VERSION);
        for (Row row : csv.rows()) {
            String found = row.fields().getOrDefault(Schema.VERSION_FIELD, "");
            if (!found.equals(version)) {
                throw new ConfigurationException(csv.file() + ": has rows of schema version '" + found + "'; allowed: "
                        + version + ", or the lagbench that wrote them");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(Path path, String name, List<String> notes) {
        try {
            Map<String, Object> fields = JSON.readValue(Files.readString(path.resolve(name)), Map.class);
            if (fields != null) {
                return fields;
            }
            notes.add(name + " is missing or cannot be read: it is empty");
        } catch (JacksonException e) {
            notes.add(name + " is missing or cannot be read: it is no JSON object");
        } catch (IOException e) {
            notes.add(name + " is missing or cannot be read: " + FileProblems.why(e));
        }
        return Map.of();
    }
}
