package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.trial.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of fake trials, each in a process of its own, as users' trials are. */
class SuiteRunTest {
    private static final Host HOST = new Host("A CPU", "amd64", 2, 2, 8000, "an OS", Set.of());

    @TempDir
    private Path folder;

    private SuiteRun.Outcome run(Plan plan) throws IOException, InterruptedException {
        Fork fork = new Fork(
                HOST, OptionalInt.empty(), System.getProperty("java.class.path"), "io.lagbench.harness.cli.Main");
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            return new SuiteRun(
                            plan,
                            directory,
                            HOST,
                            new BuildInfo("1", "abc", "false"),
                            fork,
                            Progress.silent(),
                            List.of("lagbench", "run"))
                    .execute();
        }
    }

    private List<CsvRows.Row> rows(io.lagbench.harness.results.Table<?> table) throws IOException {
        return CsvRows.read(folder.resolve("run"), table);
    }

    @Test
    void everyFailureBecomesARowAndTheOthersFinish() throws Exception {
        Plan plan = Trials.plan(
                "original",
                "lstm=fake-right,fake-setup-error,fake-fit-error,fake-nan,fake-exit,fake-hang,fake-slow,fake-oom,"
                        + "fake-unsupported,fake-other-backend,fake-wrong",
                "epochs=200",
                "evaluate-every=1",
                "warmup=0",
                "timeout=1");
        SuiteRun.Outcome outcome = run(plan);

        Map<String, CsvRows.Row> rows =
                rows(Schema.TRIALS).stream().collect(Collectors.toMap(row -> row.text("lstm"), row -> row));
        assertThat(rows).hasSize(11);
        assertThat(status(rows, "fake-right")).isEqualTo("ok");
        assertThat(status(rows, "fake-wrong")).isEqualTo("ok");
        assertThat(status(rows, "fake-setup-error")).isEqualTo("error");
        assertThat(status(rows, "fake-fit-error")).isEqualTo("error");
        assertThat(status(rows, "fake-nan")).isEqualTo("diverged");
        assertThat(status(rows, "fake-exit")).isEqualTo("crashed");
        assertThat(status(rows, "fake-hang")).isEqualTo("timeout");
        assertThat(status(rows, "fake-slow")).isEqualTo("timeout");
        assertThat(status(rows, "fake-oom")).isEqualTo("out_of_memory");
        assertThat(status(rows, "fake-unsupported")).isEqualTo("unsupported");
        assertThat(status(rows, "fake-other-backend")).isEqualTo("error");

        assertThat(rows.get("fake-exit").text("error")).contains("signal 6").contains("native code gives up");
        assertThat(rows.get("fake-hang").text("error")).contains("5 s after the timeout of 1 s");
        assertThat(rows.get("fake-other-backend").text("error"))
                .contains("asked for cpu")
                .contains("cuda");
        assertThat(rows.get("fake-fit-error").text("error")).contains("fit failed, \"on purpose\"");
        assertThat(rows.get("fake-exit").text("sequences"))
                .as("what was measured stands")
                .isEqualTo("4");
        assertThat(rows.get("fake-slow").number("fits").orElseThrow()).isBetween(5.0, 60.0);
        assertThat(rows.get("fake-right").text("solved")).isEqualTo("true");
        assertThat(rows.get("fake-wrong").text("solved")).isEqualTo("false");
        assertThat(outcome.counts()).containsEntry(Status.OK, 2L).containsEntry(Status.TIMEOUT, 2L);

        assertThat(rows(Schema.LEARNING).stream()
                        .filter(row -> row.text("trial_id")
                                .equals(rows.get("fake-right").text("trial_id"))))
                .hasSize(201);
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("\"status\" : \"failed\"");
        assertThat(rows(Schema.SUMMARY).stream()
                        .filter(row -> row.text("solved").equals("1"))
                        .map(row -> row.text("lstm")))
                .containsExactly("fake-right");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
        Path trial = folder.resolve("run/trials").resolve(rows.get("fake-right").text("trial_id"));
        assertThat(trial.resolve("latency.hlog")).isNotEmptyFile();
        assertThat(trial.resolve("stdout.log")).exists();
        assertThat(trial.resolve("stderr.log")).exists();
    }

    @Test
    void theEnvironmentOfATrialIsPinned() {
        Fork fork = new Fork(HOST, OptionalInt.empty(), "a.jar", "Main");
        assertThat(fork.environment(Trials.trial("original", "threads=3")))
                .containsEntry("OMP_NUM_THREADS", "3")
                .containsEntry("OPENBLAS_NUM_THREADS", "3")
                .containsEntry("OMP_WAIT_POLICY", "PASSIVE");
        assertThat(fork.threads(Trials.trial("original"))).isEqualTo(1);
        assertThat(fork.threads(Trials.trial("original", "batch=128", "hidden=512")))
                .isEqualTo(2);
    }

    @Test
    void theBestNativeThatIsThereAndRunsIsPicked() {
        String both = "x-linux-x86_64-avx2.jar:x-linux-x86_64-avx512.jar:x-linux-x86_64.jar";
        assertThat(extension(both, "avx2", "avx512")).isEqualTo("-avx512");
        assertThat(extension(both, "avx2")).isEqualTo("-avx2");
        assertThat(extension(both)).isEmpty();
        assertThat(extension("x-linux-x86_64-avx2.jar", "avx2", "avx512")).isEqualTo("-avx2");
    }

    private static String extension(String classPath, String... isas) {
        String key = "-Dorg.bytedeco.javacpp.platform.extension=";
        return new Fork(new Host("", "", 1, 1, 1000, "", Set.of(isas)), OptionalInt.empty(), classPath, "Main")
                .jvmFlags().stream()
                        .filter(flag -> flag.startsWith(key))
                        .map(flag -> flag.substring(key.length()))
                        .findFirst()
                        .orElseThrow();
    }

    private static String status(Map<String, CsvRows.Row> rows, String lstm) {
        return rows.get(lstm).text("status");
    }
}
