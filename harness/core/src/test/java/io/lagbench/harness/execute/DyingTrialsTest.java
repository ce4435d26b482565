package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.run.BuildInfo;
import io.lagbench.harness.run.Progress;
import io.lagbench.harness.run.RunOptions;
import io.lagbench.harness.run.SuiteRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of fake trials that end their process, each in one of its own. */
@Tag("fork")
class DyingTrialsTest {
    @TempDir
    private Path folder;

    private SuiteRun.Outcome run(Plan plan) throws IOException, InterruptedException {
        Fork fork = new Fork(
                Hosts.plain(),
                Optional.empty(),
                1,
                Hosts.folders(),
                System.getProperty("java.class.path"),
                "io.lagbench.harness.cli.Main");
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan);
                TrialExecutor executor = new ForkExecutor(fork, directory.trials())) {
            RunOptions options = new RunOptions(
                    List.of("lagbench", "run"),
                    1,
                    OptionalDouble.empty(),
                    Map.of(),
                    "lagbench run --resume RUN_DIR",
                    () -> {});
            BuildInfo build = new BuildInfo("1", "abc", "false");
            return new SuiteRun(directory, Hosts.plain(), build, executor, Progress.silent(), options).execute();
        }
    }

    private Map<String, CsvRows.Row> rows() throws IOException {
        return CsvRows.read(folder.resolve("run"), Schema.trials()).stream()
                .collect(Collectors.toMap(row -> row.text("lstm"), row -> row));
    }

    private static String status(Map<String, CsvRows.Row> rows, String lstm) {
        return rows.get(lstm).text("status");
    }

    @Test
    void hungTrialsBecomeRows() throws Exception {
        SuiteRun.Outcome outcome = run(Trials.plan(
                "original",
                "lstm=fake-hang,fake-slow,fake-deaf",
                "epochs=200",
                "evaluate-every=1",
                "warmup=0",
                "timeout=1"));
        Map<String, CsvRows.Row> rows = rows();
        assertThat(rows).hasSize(3);
        assertThat(outcome.failures()).as("a timeout is none").isZero();
        assertThat(status(rows, "fake-hang")).isEqualTo("timeout");
        assertThat(rows.get("fake-hang").text("error")).contains("5 s after the timeout of 1 s");
        assertThat(status(rows, "fake-slow")).isEqualTo("timeout");
        assertThat(status(rows, "fake-deaf")).isEqualTo("timeout");
    }

    @Test
    void crashedTrialsBecomeRows() throws Exception {
        SuiteRun.Outcome outcome = run(Trials.plan(
                "original",
                "lstm=fake-exit,fake-oom,fake-setup-error,fake-right",
                "epochs=200",
                "evaluate-every=1",
                "warmup=0",
                "timeout=120"));
        Map<String, CsvRows.Row> rows = rows();
        assertThat(rows).hasSize(4);
        assertThat(status(rows, "fake-exit")).isEqualTo("crashed");
        assertThat(rows.get("fake-exit").text("error")).contains("signal 6").contains("native code gives up");
        assertThat(rows.get("fake-exit").text("sequences"))
                .as("what was measured stands")
                .isEqualTo("4");
        assertThat(status(rows, "fake-oom")).isEqualTo("out_of_memory");
        assertThat(status(rows, "fake-setup-error")).isEqualTo("error");
        assertThat(status(rows, "fake-right")).isEqualTo("ok");
        assertThat(outcome.failures()).as("an error and a crash").isEqualTo(2);
        assertThat(CsvRows.read(folder.resolve("run"), Schema.LEARNING).stream()
                        .filter(row -> row.text("trial_id")
                                .equals(rows.get("fake-right").text("trial_id"))))
                .hasSize(201);
    }

    @Test
    void everyCauseOfDeathBecomesARowWithReadableLog() throws Exception {
        Plan plan = Trials.plan(
                "original",
                "lstm=fake-heap,fake-full-heap,fake-off-heap,fake-segv,fake-flood,fake-right",
                "epochs=50",
                "warmup=0",
                "timeout=120");
        run(plan);
        Map<String, CsvRows.Row> rows = rows();
        assertThat(rows).hasSize(6);
        assertThat(status(rows, "fake-full-heap")).isEqualTo("out_of_memory");
        assertThat(rows.get("fake-full-heap").text("error")).contains("java.lang.OutOfMemoryError");
        assertThat(status(rows, "fake-heap")).isEqualTo("out_of_memory");
        assertThat(rows.get("fake-heap").text("error")).contains("Java heap space");
        assertThat(status(rows, "fake-off-heap")).isEqualTo("out_of_memory");
        assertThat(rows.get("fake-off-heap").text("error")).contains("BytePointer");
        assertThat(status(rows, "fake-segv")).isEqualTo("crashed");
        assertThat(rows.get("fake-segv").text("error"))
                .contains("native code crashed: SIGSEGV")
                .contains("BytePointer")
                .contains("; see hs_err.log");
        assertThat(log(rows, "fake-segv", "hs_err.log")).contains("SIGSEGV");
        assertThat(status(rows, "fake-flood")).isEqualTo("ok");
        for (String name : List.of("stdout.log", "stderr.log")) {
            assertThat(log(rows, "fake-flood", name))
                    .hasSizeBetween(5_000_000, 10_000_100)
                    .endsWith("[the log ends here: more than 10000000 bytes]\n");
        }
        assertThat(rows.get("fake-flood").text("solved")).isEqualTo("true");
    }

    private String log(Map<String, CsvRows.Row> rows, String lstm, String name) throws IOException {
        return Files.readString(folder.resolve("run/trials")
                .resolve(rows.get(lstm).text("trial_id"))
                .resolve(name));
    }
}
