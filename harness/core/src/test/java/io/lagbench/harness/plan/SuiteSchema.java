package io.lagbench.harness.plan;

import io.lagbench.workloads.Setting;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema (draft 2020-12) of suite files, for editors: made from the same keys that suites are checked against. It
 * is stricter than the reader in one thing, numbers in quotes, and knows the tasks and engines on the class path only, without
 * those that are made for tests.
 */
public final class SuiteSchema {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Begins the names of the engines that are made for tests, and of their settings. */
    private static final String FAKES = "fake-";

    private final Predicate<String> known;

    private SuiteSchema(Predicate<String> known) {
        this.known = known;
    }

    /** The schema of what is shipped, ended by a line feed. */
    public static String json() {
        return new SuiteSchema(name -> !name.startsWith(FAKES)).text();
    }

    /** The schema with engines that are made for tests. */
    static String withFakes() {
        return new SuiteSchema(name -> true).text();
    }

    private String text() {
        List<TaskProvider> tasks = Tasks.all();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Lagbench suite");
        schema.put("type", "object");
        schema.put(
                "anyOf",
                List.of(
                        Map.of("required", List.of(SuiteReader.ENTRIES)),
                        Map.of("required", List.of(SuiteReader.INCLUDE))));
        schema.put("additionalProperties", false);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(SuiteReader.SUMMARY, described("what the suite shows, in one line", Map.of("type", "string")));
        properties.put(
                SuiteReader.INCLUDE,
                described(
                        "suites in the same folder whose entries come first",
                        ordered("type", "array", "minItems", 1, "items", Map.of("type", "string"))));
        properties.put(
                SuiteReader.ENTRIES,
                described(
                        "workloads and grids",
                        ordered("type", "array", "minItems", 1, "items", Map.of("$ref", "#/$defs/entry"))));
        schema.put("properties", properties);
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("entry", entry(tasks));
        definitions.put(SuiteReader.PUBLISHED, published());
        for (Setting setting : common()) {
            definitions.put(commonName(setting), key(setting));
        }
        for (TaskProvider task : tasks) {
            definitions.put(taskName(task), task(task));
        }
        schema.put("$defs", definitions);
        return JSON.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
    }

    /** An entry names a task, which decides what else it may have. */
    private static Map<String, Object> entry(List<TaskProvider> tasks) {
        List<Map<String, Object>> choices = tasks.stream()
                .map(task -> ordered("const", task.name(), "description", task.summary()))
                .toList();
        List<Map<String, Object>> branches = tasks.stream()
                .map(task -> ordered(
                        "if",
                        Map.of("properties", Map.of(Keys.TASK, Map.of("const", task.name()))),
                        "then",
                        Map.of("$ref", "#/$defs/" + taskName(task))))
                .toList();
        return ordered(
                "type",
                "object",
                "required",
                List.of(Keys.TASK),
                "not",
                Map.of("required", List.of(Keys.EPOCHS, Keys.UPDATES)),
                "properties",
                Map.of(Keys.TASK, described("what is learned", Map.of("oneOf", choices))),
                "allOf",
                branches);
    }

    private Map<String, Object> task(TaskProvider task) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(Keys.TASK, Map.of("const", task.name()));
        properties.put(SuiteReader.SEEDS, seeds());
        properties.put(SuiteReader.EXPECT, expect());
        properties.put(SuiteReader.PUBLISHED, Map.of("$ref", "#/$defs/" + SuiteReader.PUBLISHED));
        task.settings().forEach(setting -> properties.put(setting.key(), key(setting)));
        common().forEach(setting -> properties.put(setting.key(), Map.of("$ref", "#/$defs/" + commonName(setting))));
        return ordered("type", "object", "additionalProperties", false, "properties", properties);
    }

    private static Map<String, Object> seeds() {
        Map<String, Object> seed = Map.of("type", "integer");
        return described(
                "N for seeds 1 to N, or a list; default 1",
                anyOf(List.of(
                        ordered("type", "integer", "minimum", 1, "maximum", Seeds.MOST),
                        listOf(seed),
                        ordered("type", "string", "pattern", "^-?[0-9]+(,-?[0-9]+)*,?$"))));
    }

    private static Map<String, Object> expect() {
        Map<String, Object> share = described(
                "least share of this entry's trials that must be solved",
                ordered("type", "number", "minimum", 0, "maximum", 1));
        return described(
                "gates: exit code 1 if one does not hold",
                ordered(
                        "type",
                        "object",
                        "required",
                        List.of(SuiteReader.SOLVED),
                        "additionalProperties",
                        false,
                        "properties",
                        Map.of(SuiteReader.SOLVED, share)));
    }

    private static Map<String, Object> published() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(SuiteReader.LABEL, described("what the results are called there", Map.of("type", "string")));
        values.put(
                SuiteReader.RELATIVE_TO,
                described("label of another entry to set them in relation to", Map.of("type", "string")));
        values.put(SuiteReader.SOLVED, ordered("type", "number", "minimum", 0, "maximum", 1));
        SuiteReader.publishable().forEach(name -> values.put(name, ordered("type", "number", "minimum", 0)));
        return described(
                "results of others, shown beside those of this entry",
                ordered(
                        "type",
                        "object",
                        "required",
                        List.of(SuiteReader.LABEL),
                        "additionalProperties",
                        false,
                        "properties",
                        values));
    }

    /** A value, or a list of values, which makes an axis of a grid. */
    private Map<String, Object> key(Setting setting) {
        Map<String, Object> value = value(setting.type());
        boolean listed = setting.type() instanceof Setting.Choice; // the schema's words say what is allowed
        String description = listed ? setting.summary() : setting.summary() + "; " + setting.allowed();
        Map<String, Object> schema = described(description, anyOf(List.of(value, listOf(value))));
        if (!setting.defaultText().isEmpty()) {
            schema.put("default", setting.parse(setting.defaultText()));
        }
        return schema;
    }

    private Map<String, Object> value(Setting.Type type) {
        if (type instanceof Setting.WholeNumber number) {
            return ordered("type", "integer", "minimum", number.min(), "maximum", number.max());
        }
        if (type instanceof Setting.PositiveNumber number) {
            return ordered("type", "number", "exclusiveMinimum", 0, "maximum", number.max());
        }
        if (type instanceof Setting.RealNumber number) {
            return ordered("type", "number", "minimum", number.min(), "maximum", number.max());
        }
        if (type instanceof Setting.Flag) {
            return Map.of("type", "boolean");
        }
        if (type instanceof Setting.Choice choice) {
            return Map.of("enum", choice.words().stream().filter(known).toList());
        }
        return word(((Setting.Word) type).pattern());
    }

    /** A word that looks like a number is one in YAML: where the pattern takes numbers, so does the schema. */
    private static Map<String, Object> word(Pattern pattern) {
        Map<String, Object> word = ordered("type", "string", "pattern", "^(" + pattern.pattern() + ")$");
        if (!pattern.matcher("1").matches()) {
            return word;
        }
        String type = pattern.matcher("1.5").matches() ? "number" : "integer";
        return anyOf(List.of(word, ordered("type", type, "exclusiveMinimum", 0)));
    }

    private static Map<String, Object> listOf(Map<String, Object> item) {
        return ordered("type", "array", "minItems", 1, "uniqueItems", true, "items", item);
    }

    private static Map<String, Object> anyOf(List<Map<String, Object>> schemas) {
        return ordered("anyOf", schemas);
    }

    private static Map<String, Object> described(String description, Map<String, Object> schema) {
        Map<String, Object> described = ordered("description", description);
        described.putAll(schema);
        return described;
    }

    /** A map that keeps its order, of keys and values in turn. */
    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** The keys of every entry: that only some engines have one is not for a schema to know. */
    private List<Setting> common() {
        List<Setting> settings = new ArrayList<>(Keys.common());
        EngineKeys.all().values().stream()
                .filter(setting -> known.test(setting.key()))
                .forEach(settings::add);
        return settings;
    }

    private static String commonName(Setting setting) {
        return "key-" + setting.key();
    }

    private static String taskName(TaskProvider task) {
        return "task-" + task.name();
    }
}
