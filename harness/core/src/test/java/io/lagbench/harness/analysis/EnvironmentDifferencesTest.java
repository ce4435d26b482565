package io.lagbench.harness.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.results.StoredRun;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentDifferencesTest {

    private static StoredRun run(String name, Map<String, Object> environment) {
        return new StoredRun(
                Path.of(name),
                name,
                Map.of("status", "complete"),
                environment,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                "",
                List.of());
    }

    private static Map<String, Object> engine(String lstm, String... details) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < details.length; i += 2) {
            all.put(details[i], details[i + 1]);
        }
        return Map.of("lstm", lstm, "backend", "cpu", "details", all);
    }

    /** As this version writes it: the first engine alone, too. */
    @SafeVarargs
    private static Map<String, Object> environment(Map<String, Object>... engines) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map<String, Object> engine : engines) {
            all.put(engine.get("lstm") + " on cpu", engine);
        }
        return Map.of("cpu", "a CPU", "engine", engines[0], "engines", all);
    }

    @Test
    void differenceOfSecondEngineIsReported() {
        StoredRun base = run("a", environment(engine("stock", "blas", "x"), engine("onednn", "onednn", "2.5.2")));
        StoredRun contender = run("b", environment(engine("stock", "blas", "x"), engine("onednn", "onednn", "3.0")));
        assertThat(EnvironmentDifferences.between(base, contender))
                .containsExactly("onednn on cpu: onednn differs: 2.5.2 / 3.0");
        assertThat(EnvironmentDifferences.between(base, base)).isEmpty();
    }

    @Test
    void whatDiffersOfAllEnginesIsSaidOnce() {
        StoredRun base = run("a", environment(engine("stock", "blas", "x"), engine("onednn", "blas", "x")));
        StoredRun contender = run("b", environment(engine("onednn", "blas", "y"), engine("stock", "blas", "y")));
        assertThat(EnvironmentDifferences.between(base, contender)).containsExactly("blas differs: x / y");
    }

    @Test
    void singleEngineRunIsComparedByItsEngine() {
        StoredRun older = run("a", Map.of("cpu", "a CPU", "engine", engine("onednn", "blas", "x")));
        StoredRun newer = run("b", environment(engine("stock", "blas", "y"), engine("onednn", "blas", "z")));
        assertThat(EnvironmentDifferences.between(older, newer)).containsExactly("blas differs: x / z");
        StoredRun other = run("c", environment(engine("stock", "blas", "y")));
        assertThat(EnvironmentDifferences.between(older, other))
                .as("no engine that both have")
                .isEmpty();
    }

    @Test
    void limitsOfTheControlGroupAreConditions() {
        StoredRun base = run("a", Map.of("cpu", "a CPU"));
        StoredRun contender = run("b", Map.of("cpu", "a CPU", "memory_limit_mb", 1500, "cpu_quota", 1.5));
        assertThat(EnvironmentDifferences.between(base, contender))
                .containsExactlyInAnyOrder(
                        "memory_limit_mb differs: (not known) / 1500", "cpu_quota differs: (not known) / 1.5");
    }

    @Test
    void theOrderOfFlagsIsNoDifference() {
        StoredRun base = run("a", Map.of("jvm_flags", List.of("-Xmx1g", "-Da=b")));
        StoredRun contender = run("b", Map.of("jvm_flags", List.of("-Da=b", "-Xmx1g")));
        assertThat(EnvironmentDifferences.between(base, contender)).isEmpty();
    }

    @Test
    void aRunOnSeveralHostsSaysSo() {
        StoredRun run = run("a", Map.of("hosts", new LinkedHashMap<>(Map.of("big", Map.of()))));
        assertThat(EnvironmentDifferences.within(run)).containsExactly("a: its trials ran on different hosts: big");
    }
}
