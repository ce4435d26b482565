package io.lagbench.harness.results;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a run that ended early left in its directory.
 *
 * @param plan what it does
 * @param run content of run.json
 * @param environment content of environment.json; empty if it cannot be read: it is written anew
 * @param finished ids of the trials that have a row
 */
record EarlierRun(Plan plan, Map<String, Object> run, Map<String, Object> environment, Set<String> finished) {
    private static final String TRIAL_ID = "trial_id";
    private static final String CELL_ID = "cell_id";

    /**
     * Reads the directory, and leaves in its CSV files the whole rows of finished trials, each once, in the columns of this
     * version.
     *
     * @throws IllegalArgumentException if it is not the directory of a run of this version; the message says why
     * @throws IOException if it cannot be read or written
     */
    static EarlierRun restore(Path path) throws IOException {
        Map<String, Object> run = readRun(path);
        Plan plan = StoredPlan.read(path, RunDirectory.RUN, run);
        Set<String> planned = plan.trials().stream().map(TrialSpec::id).collect(Collectors.toSet());
        Set<String> finished = new HashSet<>();
        Map<String, TrialSpec> specs = plan.trials().stream().collect(Collectors.toMap(TrialSpec::id, trial -> trial));
        keep(path, Schema.trials(plan), planned::contains, List.of(TRIAL_ID), fields -> complete(fields, specs))
                .forEach(key -> finished.add(key.get(0)));
        keep(path, Schema.LATENCY, finished::contains, List.of(TRIAL_ID, "stage", "phase"), fields -> fields);
        keep(path, Schema.LEARNING, finished::contains, List.of(TRIAL_ID, "update"), fields -> fields);
        return new EarlierRun(plan, run, readEnvironment(path), finished);
    }

    /** A row of trials.csv with what the plan knows of the columns that an older version did not write. */
    private static Map<String, String> complete(Map<String, String> fields, Map<String, TrialSpec> specs) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        TrialSpec trial = specs.get(fields.get(TRIAL_ID));
        Schema.BUDGET.forEach((column, value) -> all.putIfAbsent(column, Table.format(value.apply(trial))));
        new SettingColumns().values(trial).forEach((column, value) -> all.put(column, Table.format(value)));
        if (!all.containsKey(CELL_ID) && !all.getOrDefault("engine_native", "").isEmpty()) {
            all.put(CELL_ID, CellKey.of(all).id());
        }
        return all;
    }

    /**
     * What the run does. Nothing is changed in its directory.
     *
     * @throws IllegalArgumentException if it is not the directory of a run; the message says why
     */
    static Plan plan(Path path) throws IOException {
        return StoredPlan.read(path, RunDirectory.RUN, readRun(path));
    }

    private static Map<String, Object> readRun(Path path) throws IOException {
        boolean planned = Files.isRegularFile(path.resolve(StoredPlan.TRIALS));
        if (!planned && Files.isDirectory(path) && RunDirectory.holdsNoRun(path)) {
            throw new IllegalArgumentException(
                    "holds no run yet; allowed: SUITE before --resume, which begins one that is not there");
        }
        for (String name : List.of(StoredPlan.TRIALS, RunDirectory.RUN)) {
            FileProblems.missing(path.resolve(name)).ifPresent(why -> {
                throw new IllegalArgumentException("is not the directory of a run: its " + name + ": " + why);
            });
        }
        return StoredPlan.head(path, RunDirectory.RUN);
    }

    private static Map<String, Object> readEnvironment(Path path) throws IOException {
        Path file = path.resolve(RunDirectory.ENVIRONMENT);
        return Files.isRegularFile(file) ? StoredPlan.json(file) : Map.of();
    }

    /**
     * Rewrites a file with those of its whole rows whose trial is to be kept, the first of each key, in the columns of this
     * version.
     *
     * @param key names of the columns in which no two rows agree
     * @param completed gives a row what its version did not write
     * @return the keys of the rows that are there now
     */
    private static Set<List<String>> keep(
            Path path,
            Table<?> table,
            Predicate<String> trial,
            List<String> key,
            UnaryOperator<Map<String, String>> completed)
            throws IOException {
        Path file = path.resolve(table.file());
        byte[] found = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        StringBuilder kept = new StringBuilder(Table.line(table.header()));
        Set<List<String>> keys = new HashSet<>();
        // A file whose header was cut holds nothing.
        if (new String(found, StandardCharsets.ISO_8859_1).matches("(?s).*[\\r\\n].*")) {
            CsvRows csv = CsvRows.read(file);
            if (!csv.columns().contains(TRIAL_ID) || !table.header().containsAll(csv.columns())) {
                throw new IllegalArgumentException(
                        "was made by another version: the columns of " + table.file() + " are not those of this one");
            }
            boolean current = csv.columns().equals(table.header());
            Row open = csv.openEnd() ? csv.rows().get(csv.rows().size() - 1) : null;
            for (Row row : csv.rows()) {
                if (trial.test(row.text(TRIAL_ID))
                        && keys.add(key.stream().map(row::text).toList())) {
                    Map<String, String> fields = row.equals(open) ? withoutCellId(row) : row.fields();
                    kept.append(table.line(current && !row.equals(open) ? fields : completed.apply(fields)));
                }
            }
        }
        byte[] content = kept.toString().getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(content, found)) {
            WholeFile.write(file, content);
        }
        return keys;
    }

    /** The fields of a row whose last one may be cut: what can be made again is. */
    private static Map<String, String> withoutCellId(Row row) {
        Map<String, String> fields = new LinkedHashMap<>(row.fields());
        fields.remove(CELL_ID);
        return fields;
    }
}
