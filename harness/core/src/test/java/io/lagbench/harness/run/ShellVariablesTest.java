package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.analysis.EnvironmentDifferences;
import io.lagbench.harness.fake.MainProcess;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are started from shells with variables that JVM and libraries obey. */
@Tag("fork")
class ShellVariablesTest {
    @TempDir
    private Path folder;

    private StoredRun run(String name, Map<String, String> variables) throws IOException, InterruptedException {
        Path run = folder.resolve(name);
        ProcessBuilder builder = MainProcess.builder(MainProcess.command(
                folder,
                "run",
                "original",
                "--lstm",
                "fake-right",
                "--set",
                "regime=full",
                "--set",
                "epochs=10",
                "--out",
                run.toString()));
        builder.environment().putAll(variables);
        Process process = builder.redirectOutput(folder.resolve("log").toFile()).start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        assertThat(CsvRows.read(run, Schema.trials()))
                .allMatch(row -> row.text("status").equals("ok"));
        return StoredRun.read(run);
    }

    /** Each of them once made trials slow, small or crash without a word in the results. */
    @Test
    void noVariableChangesHowATrialRuns() throws Exception {
        StoredRun plain = run("plain", Map.of());
        assertThat(plain.environment()).containsEntry("jvm_mode", "mixed mode");
        assertThat(plain.environment().get("jvm_collectors").toString()).contains("Copy", "MarkSweepCompact");
        StoredRun steered = run(
                "steered",
                Map.of(
                        "JDK_JAVA_OPTIONS", "-Xint",
                        "_JAVA_OPTIONS", "-Xmx300m",
                        "JAVA_TOOL_OPTIONS", "-XX:+UseG1GC",
                        "OMP_WAIT_POLICY", "active",
                        "OPENBLAS_NUM_THREADS", "7"));
        assertThat(Files.readString(folder.resolve("log")))
                .contains("lagbench: set here and withheld from trials: JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS,"
                        + " OMP_WAIT_POLICY, OPENBLAS_NUM_THREADS, _JAVA_OPTIONS");
        for (String fact : List.of("jvm_flags", "jvm_mode", "jvm_max_heap_mb", "jvm_collectors", "omp_wait_policy")) {
            assertThat(steered.environment().get(fact))
                    .as(fact)
                    .isEqualTo(plain.environment().get(fact));
        }
        assertThat(EnvironmentDifferences.between(plain, steered)).isEmpty();
    }

    @Test
    void whatIsPassedOnIsRecordedAndCompared() throws Exception {
        StoredRun plain = run("plain", Map.of());
        StoredRun steered = run("steered", Map.of("MALLOC_ARENA_MAX", "1", "LD_LIBRARY_PATH", folder.toString()));
        assertThat(Files.readString(folder.resolve("log")))
                .contains("lagbench: warning: trials run with MALLOC_ARENA_MAX, which changes what is measured");
        assertThat(EnvironmentDifferences.between(plain, steered))
                .singleElement()
                .asString()
                .startsWith("variables differs: {")
                .contains("MALLOC_ARENA_MAX=1", "LD_LIBRARY_PATH=(paths, SHA-256 ")
                .doesNotContain(folder.toString());
    }
}
