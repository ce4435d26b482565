package io.lagbench.harness.export;

import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object a line: what run.json says, then every row of trials.csv, learning.csv and latency.csv, told apart by
 * {@code type}: run, trial, evaluation, latency. What is empty there is missing here.
 */
public final class JsonLines implements RunExport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");

    /** Columns of text that may look like a number. */
    private static final Set<String> TEXT =
            Set.of("trial_id", "cell_id", "git_commit", "environment", "attempt", "suite", "error", "device", "isa");

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String fileName() {
        return "run.jsonl";
    }

    @Override
    public void write(StoredRun run, Path target) throws IOException {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("type", "run");
        head.putAll(run.run());
        String lines = Stream.of(
                        Stream.of(head),
                        objects("trial", run.trials()),
                        objects("evaluation", run.learning()),
                        objects("latency", run.latency()))
                .flatMap(objects -> objects)
                .map(object -> JSON.writeValueAsString(object) + "\n")
                .collect(Collectors.joining());
        WholeFile.write(target, lines.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<Map<String, Object>> objects(String type, List<Row> rows) {
        return rows.stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("type", type);
            row.fields().forEach((column, text) -> {
                if (!text.isEmpty()) {
                    fields.put(column, value(column, text));
                }
            });
            return fields;
        });
    }

    private static Object value(String column, String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (TEXT.contains(column) || !NUMBER.matcher(text).matches()) {
            return text;
        }
        return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
    }
}
