package io.lagbench.harness.analysis;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.harness.results.CsvRows.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a file that JMH 1.37 wrote itself. */
class JmhResultTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static JsonNode original() throws IOException {
        try (InputStream file = JmhResultTest.class.getResourceAsStream("written-by-jmh-1.37.json")) {
            return JSON.readTree(file);
        }
    }

    private static JsonNode ours(Row... trials) {
        return JSON.readTree(JmhResult.json(List.of(trials), List.of("-Xmx1g")));
    }

    @Test
    void statisticsEqualThoseOfJmh() throws IOException {
        for (JsonNode entry : original()) {
            JsonNode metric = entry.get("primaryMetric");
            List<Double> values = new ArrayList<>();
            metric.get("rawData").forEach(fork -> fork.forEach(value -> values.add(value.asDouble())));
            Map<String, Object> computed = JmhResult.metric(
                    values.stream().mapToDouble(value -> value).toArray(),
                    metric.get("rawData").get(0).size(),
                    metric.get("scoreUnit").asString());
            assertClose(JSON.valueToTree(computed), metric);
        }
    }

    private static void assertClose(JsonNode computed, JsonNode expected) {
        if (expected.isNumber()) {
            assertThat(computed.asDouble())
                    .isCloseTo(expected.asDouble(), within(1e-9 * Math.abs(expected.asDouble())));
        } else if (expected.isObject()) {
            assertThat(names(computed)).isEqualTo(names(expected));
            names(expected).forEach(name -> assertClose(computed.get(name), expected.get(name)));
        } else if (expected.isArray()) {
            assertThat(computed).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertClose(computed.get(i), expected.get(i));
            }
        } else {
            assertThat(computed).isEqualTo(expected);
        }
    }

    private static Set<String> names(JsonNode node) {
        return new TreeSet<>(node.propertyNames());
    }

    @Test
    void entriesHaveFieldsAndTypesOfJmh() throws IOException {
        JsonNode expected = original().get(1);
        assertThat(names(expected)).contains("params");
        JsonNode entry = ours(
                        trial("fit_mean_us", 10, "seed", 1, "steps_per_s", 5),
                        trial("fit_mean_us", 12, "seed", 2, "steps_per_s", 6),
                        trial("fit_mean_us", 11, "seed", 3, "steps_per_s", 7))
                .get(0);
        assertThat(names(entry)).isEqualTo(names(expected));
        for (String name : names(expected)) {
            assertThat(entry.get(name).getNodeType())
                    .as(name)
                    .isEqualTo(expected.get(name).getNodeType());
        }
        assertThat(entry.get("benchmark").asString()).isEqualTo("io.lagbench.s.recall.fit");
        assertThat(entry.get("forks").asInt()).isEqualTo(3);
        assertThat(entry.get("params").get("batch").asString()).isEqualTo("32");
        assertThat(entry.get("primaryMetric").get("score").asDouble()).isEqualTo(11);
        assertThat(entry.get("primaryMetric").get("rawData")).hasSize(3);
        assertThat(entry.get("secondaryMetrics").get("steps_per_s").get("score").asDouble())
                .isEqualTo(6);
        assertThat(names(entry.get("primaryMetric"))).isEqualTo(names(expected.get("primaryMetric")));
    }

    @Test
    void singleValueHasNoError() {
        JsonNode metric = ours(trial("fit_mean_us", 10)).get(0).get("primaryMetric");
        assertThat(metric.get("scoreError").asString()).isEqualTo("NaN");
        assertThat(metric.get("scoreConfidence").get(0).asString()).isEqualTo("NaN");
    }

    @Test
    void failedOrUntimedCellsHaveNoEntry() {
        assertThat(ours(trial("status", "crashed", "fit_mean_us", 1), trial("fit_mean_us", "")))
                .isEmpty();
        assertThat(ours(trial("fit_mean_us", 1, "device", "a \"b\"\n, c"))
                        .get(0)
                        .get("params")
                        .get("device")
                        .asString())
                .isEqualTo("a \"b\"\n, c");
    }
}
