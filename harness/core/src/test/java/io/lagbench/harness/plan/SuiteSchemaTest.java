package io.lagbench.harness.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

class SuiteSchemaTest {
    private static final Path SUITES = Path.of(System.getProperty("lagbench.root"), "workloads", "suites");
    private static final Path FILE = SUITES.resolve("suite.schema.json");

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(read(FILE), InputFormat.JSON);

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<Path> suites() throws IOException {
        try (Stream<Path> files = Files.list(SUITES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    private List<String> complaints(String yaml) {
        return schema.validate(yaml, InputFormat.YAML).stream()
                .map(Error::toString)
                .toList();
    }

    @Test
    void schemaIsUpToDate() {
        assertThat(read(FILE)).as("scripts/update-docs brings it up to date").isEqualTo(SuiteSchema.json());
    }

    @Test
    void schemaConformsToItsMetaSchema() {
        Schema definition = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(definition.validate(read(FILE), InputFormat.JSON)).isEmpty();
    }

    @Test
    void keysOfEnginesAreKnown() {
        Schema here = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SuiteSchema.withFakes(), InputFormat.JSON);
        String entry = "entries: [{task: original, lstm: fake-tunable, fake-effort: ";
        assertThat(here.validate(entry + "[2, 9]}]", InputFormat.YAML)).isEmpty();
        assertThat(here.validate(entry + "10}]", InputFormat.YAML)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void shippedSuitesConform(Path suite) {
        assertThat(read(suite)).startsWith("# yaml-language-server: $schema=suite.schema.json\n");
        Object merged = merged(new Load(
                        LoadSettings.builder().setMaxAliasesForCollections(1000).build())
                .loadFromString(read(suite)));
        assertThat(schema.validate(JsonMapper.shared().writeValueAsString(merged), InputFormat.JSON))
                .isEmpty();
    }

    /** The same with what {@code <<} brings, which editors and the reader of suites know and YAML 1.2 does not. */
    private static Object merged(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(SuiteSchemaTest::merged).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, Object> whole = new LinkedHashMap<>();
        if (map.get("<<") != null) {
            whole.putAll((Map<?, ?>) merged(map.get("<<")));
        }
        map.forEach((key, field) -> {
            if (!key.equals("<<")) {
                whole.put(key, merged(field));
            }
        });
        return whole;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "entries: [{task: recall, length: [3, 4], threads: 2, clip: 0.5, seeds: [1, 7]}]",
                "entries: [{task: recall, threads: auto, clip: none, init: 'forget-bias:1', seeds: '3,5'}]",
                "{summary: s, entries: [{task: original, epochs: 3, regime: tbptt-2, expect: {solved: 1}}]}"
            })
    void acceptedSuitesConform(String yaml) {
        assertThat(complaints(yaml)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    entries: [{task: original, hiden: 4}]               | hiden
                    entries: [{task: original, length: 4}]              | length
                    entries: [{task: original, hidden: many}]           | hidden
                    entries: [{task: original, hidden: 0}]              | hidden
                    entries: [{task: original, hidden: 1.5}]            | hidden
                    entries: [{task: original, hidden: []}]             | hidden
                    entries: [{task: original, hidden: [4, 4]}]         | hidden
                    entries: [{task: original, hidden: {a: 4}}]         | hidden
                    entries: [{task: original, optimizer: adamm}]       | optimizer
                    entries: [{task: original, regime: tbptt-0}]        | regime
                    entries: [{task: original, clip: 0}]                | clip
                    entries: [{task: original, threads: 1.5}]           | threads
                    entries: [{task: original, seeds: 0}]               | seeds
                    entries: [{task: original, expect: {solved: 2}}]    | solved
                    entries: [{task: original, expect: {speed: 1}}]     | speed
                    entries: [{task: original, epochs: 1, updates: 1}]  | entries
                    entries: [{task: orignal}]                          | task
                    entries: [{hidden: 4}]                              | task
                    entries: []                                         | entries
                    entrys: []                                          | entrys
                    summary: [a]                                        | summary
                    """)
    void refusedSuitesDoNotConform(String yaml, String where) {
        assertThat(complaints(yaml)).isNotEmpty().anyMatch(complaint -> complaint.contains(where));
    }
}
