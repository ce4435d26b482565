package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.EnvironmentDifferences;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Preformatted;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What ran where, first and last: an overview, and every fact needed to run it again. */
final class RunSections {
    private RunSections() {}

    /** Runs, machines and trials that failed. */
    static Section runs(List<StoredRun> runs, RunData data) {
        List<Block> blocks = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("run"));
        runs.forEach(run -> header.add(run.name()));
        DataTable table = new DataTable(header);
        row(table, "suite", runs, run -> run.fact("suite"));
        row(table, "status", runs, run -> run.fact("status"));
        row(table, "trials", runs, run -> Integer.toString(run.trials().size()));
        row(table, "started", runs, run -> run.fact("start"));
        row(table, "machine", runs, run -> machine(run.environment()));
        row(table, "system", runs, run -> Objects.toString(run.environment().get("os"), ""));
        row(table, "engine", runs, RunSections::engines);
        row(table, "lagbench", runs, RunSections::version);
        blocks.add(table);
        for (StoredRun run : runs) {
            EnvironmentDifferences.within(run).forEach(line -> blocks.add(new Paragraph(line + ".")));
            EnvironmentDifferences.between(runs.get(0), run)
                    .forEach(line ->
                            blocks.add(new Paragraph(runs.get(0).name() + " / " + run.name() + ": " + line + ".")));
        }
        DataTable failed = failed(data);
        if (!failed.isEmpty()) {
            blocks.add(new Paragraph("Trials that did not end ok:"));
            blocks.add(failed);
        }
        return new Section("ran", "What ran, and where?", blocks);
    }

    private static void row(DataTable table, String fact, List<StoredRun> runs, Function<StoredRun, String> value) {
        List<String> line = new ArrayList<>(List.of(fact));
        runs.forEach(run -> line.add(value.apply(run)));
        table.row(line);
    }

    /** Trials whose status is not ok. */
    static DataTable failed(RunData data) {
        DataTable table = new DataTable(List.of("trial", "task", "seed", "status", "error"));
        for (Row trial : data.trials()) {
            if (!trial.text("status").equals("ok") && !Cell.skipped(trial)) {
                table.row(List.of(
                        trial.text("trial_id"),
                        trial.text("task"),
                        trial.text("seed"),
                        trial.text("status"),
                        trial.text("error")));
            }
        }
        return table;
    }

    /** Commands and environments. */
    static Section environments(List<StoredRun> runs) {
        List<Block> blocks = new ArrayList<>();
        for (StoredRun run : runs) {
            blocks.add(new Paragraph(run.name() + " was made by"));
            blocks.add(new Preformatted(run.fact("command")));
            DataTable facts = new DataTable(List.of("fact", "value"));
            flat("", environment(run)).forEach((name, value) -> facts.row(List.of(name, value)));
            if (!facts.isEmpty()) {
                blocks.add(facts);
            }
        }
        return new Section("environment", "In which environment, by which commands?", blocks);
    }

    /** The first engine is among all of them, where an older run does not have it alone. */
    private static Map<String, Object> environment(StoredRun run) {
        Map<String, Object> facts = new LinkedHashMap<>(run.environment());
        if (facts.containsKey("engines")) {
            facts.remove("engine");
        }
        return facts;
    }

    private static String machine(Map<String, Object> environment) {
        return environment.isEmpty()
                ? ""
                : environment.get("cpu") + ", " + environment.get("logical_cores") + " cores"
                        + (environment.get("memory_mb") instanceof Number memory
                                ? ", " + Math.round(memory.doubleValue() / 1000) + " GB"
                                : "");
    }

    private static String engines(StoredRun run) {
        return run.trials().stream()
                .map(trial -> Optional.of(trial.text("engine_native") + " " + trial.text("isa"))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty()))
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String version(StoredRun run) {
        String commit = run.fact("git_commit");
        return run.fact("version")
                + (commit.isEmpty() ? "" : " " + commit.substring(0, Math.min(12, commit.length())))
                + (run.fact("git_dirty").equals("true") ? " changed" : "");
    }

    /** Nested facts by dotted names. */
    private static Map<String, String> flat(String prefix, Map<?, ?> facts) {
        Map<String, String> flat = new LinkedHashMap<>();
        facts.forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested) {
                flat.putAll(flat(prefix + name + ".", nested));
            } else {
                flat.put(prefix + name, Objects.toString(value, ""));
            }
        });
        return flat;
    }
}
