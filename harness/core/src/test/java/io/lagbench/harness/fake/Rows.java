package io.lagbench.harness.fake;

import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of trials.csv that no trial wrote. */
public final class Rows {
    private Rows() {}

    /**
     * A trial that ended ok: recall over 20 symbols, batch 32, hidden 20, stock on the cpu; all else is empty.
     *
     * @param pairs names and values of the columns that differ from that
     */
    public static Row trial(Object... pairs) {
        Map<String, String> fields = new LinkedHashMap<>();
        Schema.trials().header().forEach(column -> fields.put(column, ""));
        Object[] usual = {
            "schema_version",
            Schema.VERSION,
            "trial_id",
            "t",
            "suite",
            "s",
            "task",
            "recall",
            "length",
            20,
            "batch",
            32,
            "hidden",
            20,
            "lstm",
            "stock",
            "backend",
            "cpu",
            "device",
            "X",
            "threads",
            1,
            "seed",
            1,
            "fork",
            1,
            "status",
            "ok",
            "solved",
            "false"
        };
        put(fields, usual);
        put(fields, pairs);
        return new Row("rows of a test", fields);
    }

    /**
     * Writes a finished run of which trials.csv is all there is to know. Trials without an id of their own are numbered.
     */
    public static Path write(Path run, List<Row> trials) throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", Schema.trials().header())).append('\n');
        for (Row trial : trials) {
            Map<String, String> fields = new LinkedHashMap<>(trial.fields());
            fields.replace("trial_id", "t", "t" + text.length());
            text.append(fields.values().stream()
                            .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        Files.createDirectories(run);
        Files.writeString(run.resolve("trials.csv"), text);
        Files.writeString(run.resolve("latency.csv"), String.join(",", Schema.LATENCY.header()) + "\n");
        Files.writeString(run.resolve("learning.csv"), String.join(",", Schema.LEARNING.header()) + "\n");
        Files.writeString(run.resolve("run.json"), "{\"status\": \"complete\"}");
        Files.writeString(run.resolve("environment.json"), "{}");
        return run;
    }

    private static void put(Map<String, String> fields, Object[] pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i].toString(), pairs[i + 1].toString());
        }
    }
}
