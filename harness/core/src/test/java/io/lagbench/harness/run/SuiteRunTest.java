package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.LongestLags;
import io.lagbench.harness.execute.InProcessExecutor;
import io.lagbench.harness.execute.TrialExecutor;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.Suite;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.Table;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of fake trials in this process: what a run does is the same wherever they are executed. */
class SuiteRunTest {
    @TempDir
    private Path folder;

    private SuiteRun.Outcome run(Plan plan) throws IOException, InterruptedException {
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            return run(directory, 1, OptionalDouble.empty());
        }
    }

    private SuiteRun.Outcome resume() throws IOException, InterruptedException {
        try (RunDirectory directory = RunDirectory.resume(folder.resolve("run"))) {
            return run(directory, 1, OptionalDouble.empty());
        }
    }

    private static SuiteRun.Outcome run(RunDirectory directory, int jobs, OptionalDouble maxMinutes)
            throws IOException, InterruptedException {
        return run(directory, jobs, maxMinutes, Progress.silent());
    }

    private static SuiteRun.Outcome run(RunDirectory directory, int jobs, OptionalDouble maxMinutes, Progress progress)
            throws IOException, InterruptedException {
        try (TrialExecutor executor = new InProcessExecutor(Hosts.plain(), directory.trials())) {
            RunOptions options = new RunOptions(
                    List.of("lagbench", "run"), jobs, maxMinutes, Map.of(), "lagbench run --resume RUN_DIR", () -> {});
            BuildInfo build = new BuildInfo("1", "abc", "false");
            return new SuiteRun(directory, Hosts.plain(), build, executor, progress, options).execute();
        }
    }

    private List<CsvRows.Row> rows(Table<?> table) throws IOException {
        return CsvRows.read(folder.resolve("run"), table);
    }

    private List<CsvRows.Row> summary() throws IOException {
        return CsvRows.read(folder.resolve("run/summary.csv")).rows();
    }

    @Test
    void resultsThatCannotBeReadAreNoGoodEnd() throws Exception {
        Path trials = folder.resolve("run/trials.csv");
        Progress damaging = new Progress() {
            @Override
            public void trialStarted(TrialSpec trial) {}

            @Override
            public void trialEvent(TrialSpec trial, TrialEvent event) {}

            @Override
            public void trialEnded(TrialSpec trial, TrialResult result) {
                try {
                    Files.writeString(trials, "schema_version,trial_id\n99,x\n");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }

            @Override
            public void close() {}
        };
        Plan plan = Trials.plan("original", "lstm=fake-right", "epochs=3", "warmup=0");
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            assertThatThrownBy(() -> run(directory, 1, OptionalDouble.empty(), damaging))
                    .hasMessageContaining("has rows of schema version '99'");
        }
        assertThat(folder.resolve("run/run.json")).content().contains("\"status\" : \"partial\"");
    }

    @Test
    void slowTrialEndsAtItsTimeoutWithWhatWasMeasured() throws Exception {
        SuiteRun.Outcome outcome = run(
                Trials.plan("original", "lstm=fake-slow", "epochs=200", "evaluate-every=1", "warmup=0", "timeout=1"));
        assertThat(outcome.failures()).as("it did what it was told to").isZero();
        CsvRows.Row row = rows(Schema.trials()).get(0);
        assertThat(row.text("status")).isEqualTo("timeout");
        assertThat(row.number("fits").orElseThrow()).isBetween(1.0, 60.0);
    }

    @Test
    void everyFailureBecomesARow() throws Exception {
        Plan plan = Trials.plan(
                "original",
                "lstm=fake-right,fake-setup-error,fake-fit-error,fake-nan,fake-oom,fake-unsupported,"
                        + "fake-other-backend,fake-wrong",
                "epochs=200",
                "evaluate-every=1",
                "warmup=0",
                "timeout=120");
        SuiteRun.Outcome outcome = run(plan);

        Map<String, CsvRows.Row> rows =
                rows(Schema.trials()).stream().collect(Collectors.toMap(row -> row.text("lstm"), row -> row));
        assertThat(rows).hasSize(8);
        assertThat(status(rows, "fake-right")).isEqualTo("ok");
        assertThat(status(rows, "fake-wrong")).isEqualTo("ok");
        assertThat(status(rows, "fake-setup-error")).isEqualTo("error");
        assertThat(status(rows, "fake-fit-error")).isEqualTo("error");
        assertThat(status(rows, "fake-nan")).isEqualTo("diverged");
        assertThat(status(rows, "fake-oom")).isEqualTo("out_of_memory");
        assertThat(status(rows, "fake-unsupported")).isEqualTo("unsupported");
        assertThat(status(rows, "fake-other-backend")).isEqualTo("error");

        assertThat(rows.get("fake-other-backend").text("error"))
                .contains("asked for cpu")
                .contains("cuda");
        assertThat(rows.get("fake-fit-error").text("error")).contains("fit failed, \"on purpose\"");
        assertThat(rows.get("fake-right").text("solved")).isEqualTo("true");
        assertThat(rows.get("fake-wrong").text("solved")).isEqualTo("false");
        assertThat(outcome.failures())
                .as("three errors and what is unsupported")
                .isEqualTo(4);

        assertThat(rows(Schema.LEARNING).stream()
                        .filter(row -> row.text("trial_id")
                                .equals(rows.get("fake-right").text("trial_id"))))
                .hasSize(201);
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("\"status\" : \"failed\"");
        assertThat(summary().stream()
                        .filter(row -> row.text("solved").equals("1"))
                        .map(row -> row.text("lstm")))
                .containsExactly("fake-right");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
        Path trial = folder.resolve("run/trials").resolve(rows.get("fake-right").text("trial_id"));
        assertThat(trial.resolve("latency.hlog")).isNotEmptyFile();
        assertThat(trial.resolve("trial.json"))
                .as("its line of the plan")
                .hasContent(plan.trials().stream()
                        .filter(spec -> spec.lstm().equals("fake-right"))
                        .findFirst()
                        .orElseThrow()
                        .toJson());
    }

    private static Plan search(String... more) {
        List<String> assignments = new ArrayList<>(List.of(
                "lstm=fake-short-memory",
                "interior=random",
                "alphabet=8",
                "length=10",
                "until=longest",
                "updates=4",
                "evaluate-every=1",
                "warmup=0"));
        assignments.addAll(List.of(more));
        return Trials.plan("recall", assignments.toArray(String[]::new));
    }

    /** Lengths by status. */
    private Map<String, List<String>> lengths() throws IOException {
        return rows(Schema.trials()).stream()
                .collect(Collectors.groupingBy(
                        row -> row.text("status") + " " + row.text("solved"),
                        Collectors.mapping(row -> row.text("length"), Collectors.toList())));
    }

    @Test
    void aSearchForTheLongestLengthEndsWhereItIsNotSolved() throws Exception {
        Plan plan = search();
        SuiteRun.Outcome outcome = run(plan);
        assertThat(lengths().get("ok true")).containsExactly("10", "20", "40");
        assertThat(lengths().get("ok false")).containsExactly("80");
        assertThat(lengths().get("skipped false"))
                .hasSize(plan.trials().size() - 4)
                .startsWith("160", "320");
        assertThat(outcome.failures()).isZero();
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("\"status\" : \"complete\"");
        assertThat(summary().stream().map(row -> row.text("length"))).containsExactly("10", "20", "40", "80");
        List<LongestLags> searches = LongestLags.of(Cell.of(rows(Schema.trials())));
        assertThat(searches)
                .singleElement()
                .satisfies(
                        search -> assertThat(search.text())
                                .startsWith(
                                        "recall on fake-short-memory, hidden 20, batch 1: the longest lag learned by all of 1 is 38 steps"));
    }

    @Test
    void aSearchThatWasEndedGoesOn() throws Exception {
        Plan plan = search();
        AtomicInteger ended = new AtomicInteger();
        Progress ending = new Progress() {
            @Override
            public void trialStarted(TrialSpec trial) {}

            @Override
            public void trialEvent(TrialSpec trial, TrialEvent event) {}

            @Override
            public void trialEnded(TrialSpec trial, TrialResult result) {
                if (ended.incrementAndGet() == 2) {
                    throw new IllegalStateException("ended on purpose");
                }
            }

            @Override
            public void close() {}
        };
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            assertThatThrownBy(() -> run(directory, 1, OptionalDouble.empty(), ending))
                    .hasStackTraceContaining("ended on purpose");
        }
        assertThat(lengths()).containsOnlyKeys("ok true");
        resume();
        assertThat(lengths().get("ok true")).containsExactly("10", "20", "40");
        assertThat(lengths().get("ok false")).containsExactly("80");
        assertThat(rows(Schema.trials())).hasSameSizeAs(plan.trials());
    }

    private static final Plan FOUR = Trials.plan(
            "original",
            "lstm=fake-right,fake-wrong",
            "regime=full,stateful-1",
            "epochs=4",
            "evaluate-every=1",
            "warmup=0");

    private void assertComplete(Plan plan) throws IOException {
        List<String> planned = plan.trials().stream().map(TrialSpec::id).toList();
        assertThat(rows(Schema.trials()).stream().map(row -> row.text("trial_id")))
                .containsExactlyInAnyOrderElementsOf(planned);
        List<String> learning = rows(Schema.LEARNING).stream()
                .map(row -> row.text("trial_id") + " " + row.text("update"))
                .toList();
        assertThat(learning).doesNotHaveDuplicates().hasSize(5 * planned.size());
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("\"status\" : \"complete\"");
    }

    @Test
    void theEnvironmentHasEveryEngineThatRan() throws Exception {
        run(FOUR);
        assertThat(Files.readString(folder.resolve("run/environment.json")))
                .contains("\"fake-right on cpu\"", "\"fake-wrong on cpu\"", "\"not_measured\"")
                .contains("\"cpu\" : \"A CPU\"")
                .doesNotContain("\"hosts\"");
        assertThat(rows(Schema.trials())).allMatch(row -> row.text("device").equals("A CPU"));
    }

    @Test
    void aRunGoesOnWhereItEnded() throws Exception {
        run(FOUR);
        assertComplete(FOUR);
        Path trials = folder.resolve("run/trials.csv");
        List<String> lines = Files.readAllLines(trials);
        String cut = lines.get(3).substring(0, 40);
        Files.writeString(trials, lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2) + "\n" + cut);
        List<String> before = Files.readAllLines(trials).subList(0, 3);
        SuiteRun.Outcome outcome = resume();
        assertComplete(FOUR);
        assertThat(Files.readAllLines(trials).subList(0, 3)).isEqualTo(before);
        assertThat(outcome.trials()).hasSize(4);
        assertThat(outcome.evaluations()).as("of this session").hasSize(2);
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("\"resumed\" : [");
        assertThat(resume().evaluations()).as("nothing left").isEmpty();
        assertComplete(FOUR);
    }

    @Test
    void aRowWithoutItsLineEndIsNotRunAgain() throws Exception {
        run(FOUR);
        Path trials = folder.resolve("run/trials.csv");
        String whole = Files.readString(trials);
        Files.writeString(trials, whole.stripTrailing());
        assertThat(resume().evaluations()).as("nothing was left").isEmpty();
        assertThat(trials).hasContent(whole);
        assertComplete(FOUR);
    }

    @Test
    void namesThatAreNotAsciiSurviveAResumption() throws Exception {
        run(new Plan("gr\u00f6\u00dfe", FOUR.trials(), List.of(), List.of()));
        Path trials = folder.resolve("run/trials.csv");
        String older = Files.readString(trials).replaceAll("(?m),[^,]*$", "");
        Files.writeString(trials, older.substring(0, older.indexOf("v2-", older.indexOf("v2-") + 3) - 2));
        resume();
        assertThat(rows(Schema.trials()))
                .hasSize(4)
                .allMatch(row -> row.text("suite").equals("gr\u00f6\u00dfe"));
    }

    @Test
    void rowsThatAreDoubledOrNoRowsAreDropped() throws Exception {
        run(FOUR);
        for (Table<?> table : List.of(Schema.trials(), Schema.LATENCY, Schema.LEARNING)) {
            Path file = folder.resolve("run").resolve(table.file());
            String last = Files.readAllLines(file).get(1);
            Files.writeString(file, Files.readString(file) + last + "\n\n\0\0\0\n" + last.substring(0, 20) + "\n");
        }
        resume();
        assertComplete(FOUR);
        assertThat(rows(Schema.LATENCY)).hasSize(3 * FOUR.trials().size());
    }

    @Test
    void resumeOfOlderVersionCompletesItsColumns() throws Exception {
        run(FOUR);
        Path trials = folder.resolve("run/trials.csv");
        List<String> whole = Files.readAllLines(trials);
        int columns = Schema.trials().header().indexOf("cell_id");
        List<String> older = whole.subList(0, 3).stream()
                .map(line -> Arrays.stream(line.split(",", -1)).limit(columns).collect(Collectors.joining(",")))
                .toList();
        Files.writeString(trials, String.join("\n", older) + "\n");
        resume();
        assertComplete(FOUR);
        assertThat(rows(Schema.trials()).stream().map(row -> row.text("cell_id")))
                .as("as if this version had written them")
                .containsExactlyElementsOf(cellIds(whole));
        assertThat(rows(Schema.trials()))
                .allMatch(row -> row.text("set_warmup").equals("0"))
                .allMatch(row -> row.text("fork").equals("1"));
    }

    private static List<String> cellIds(List<String> lines) {
        int column = Schema.trials().header().indexOf("cell_id");
        return lines.stream().skip(1).map(line -> line.split(",", -1)[column]).toList();
    }

    @Test
    void howARunWasBegunStands() throws Exception {
        run(FOUR);
        Path json = folder.resolve("run/run.json");
        Path trials = folder.resolve("run/trials.csv");
        Files.writeString(trials, Files.readAllLines(trials).get(0) + "\n");
        Files.writeString(
                json,
                Files.readString(json)
                        .replaceFirst("\"start\" : \"[^\"]*\"", "\"start\" : \"2020-01-01T00:00:00Z\"")
                        .replace("lagbench run\"", "lagbench run as it was\"")
                        .replace("\"abc\"", "\"the first commit\""));
        resume();
        resume();
        assertThat(Files.readString(json))
                .contains("\"start\" : \"2020-01-01T00:00:00Z\"", "run as it was", "the first commit")
                .containsPattern("\"resumed\" : \\[ \"[^\"]*\", \"[^\"]*\" ]");
    }

    @Test
    void gatesAndPublishedResultsSurviveAResumption() throws Exception {
        Plan gated = new Plan(
                "s",
                FOUR.trials(),
                List.of(new Plan.Gate(
                        "suite.yaml:3", Set.of(FOUR.trials().get(0).id()), 0.5)),
                List.of(new Plan.Published(
                        Set.of(FOUR.trials().get(0).id()),
                        new Suite.Published("row 1", Map.of("sequences_to_solve", 30_000.0), ""))));
        run(gated);
        try (RunDirectory directory = RunDirectory.resume(folder.resolve("run"))) {
            assertThat(directory.plan()).isEqualTo(gated);
            assertThat(directory.finished()).hasSize(4);
        }
    }

    @Test
    void foreignDirectoryIsNotResumed() throws Exception {
        assertThatThrownBy(() -> RunDirectory.resume(folder))
                .hasMessageStartingWith("holds no run yet; allowed: SUITE");
        Files.writeString(folder.resolve("notes.txt"), "");
        assertThatThrownBy(() -> RunDirectory.resume(folder))
                .hasMessage("is not the directory of a run: its plan.jsonl: no such file");
        run(FOUR);
        Path learning = folder.resolve("run/learning.csv");
        Files.writeString(learning, Files.readString(learning).replaceFirst("recall_margin", "recall_margins"));
        assertThatThrownBy(() -> RunDirectory.resume(folder.resolve("run")))
                .hasMessageContaining("another version: the columns of learning.csv");
        Files.writeString(folder.resolve("run/plan.jsonl"), "nonsense");
        assertThatThrownBy(() -> RunDirectory.resume(folder.resolve("run"))).hasMessage("has no readable plan.jsonl");
    }

    @Test
    void withSeveralJobsNoTimeIsMeasured() throws Exception {
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), FOUR)) {
            run(directory, 2, OptionalDouble.empty());
        }
        assertComplete(FOUR);
        assertThat(rows(Schema.LATENCY)).isEmpty();
        for (String column : List.of(
                "train_s",
                "wall_s",
                "fit_mean_us",
                "fit_p50_us",
                "fit_max_us",
                "first_fit_us",
                "steps_per_s",
                "overhead_share",
                "seconds_to_solve")) {
            assertThat(rows(Schema.trials())).allMatch(row -> row.text(column).isEmpty());
        }
        assertThat(rows(Schema.LEARNING)).allMatch(row -> row.text("train_s").isEmpty());
        assertThat(summary()).hasSize(4);
        assertThat(rows(Schema.trials()))
                .anyMatch(row -> !row.text("updates_to_solve").isEmpty());
    }

    @Test
    void aRunEndsWithItsTimeAndGoesOnLater() throws Exception {
        Plan plan = Trials.plan("original", "lstm=fake-slow,fake-right", "epochs=20", "evaluate-every=5", "warmup=0");
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            assertThat(run(directory, 1, OptionalDouble.of(0.2 / 60)).trials()).isEmpty();
        }
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("\"status\" : \"partial\"");
        resume();
        assertComplete(plan);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void removedDirectoryIsRestored(int removedAfter) throws Exception {
        Path path = folder.resolve("run");
        Progress remover = new Progress() {
            private int ended;

            @Override
            public void trialStarted(TrialSpec trial) {}

            @Override
            public void trialEvent(TrialSpec trial, TrialEvent event) {}

            @Override
            public void trialEnded(TrialSpec trial, TrialResult result) {
                ended++;
                if (ended == removedAfter) {
                    try (Stream<Path> files = Files.walk(path)) {
                        files.sorted(java.util.Comparator.reverseOrder())
                                .forEach(file ->
                                        assertThat(file.toFile().delete()).isTrue());
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }

            @Override
            public void close() {}
        };
        try (RunDirectory directory = RunDirectory.create(path, FOUR)) {
            run(directory, 1, OptionalDouble.empty(), remover);
            assertThat(directory.restored()).isTrue();
        }
        assertComplete(FOUR);
        assertThat(Files.readAllLines(path.resolve("plan.jsonl"))).hasSize(4);
        assertThat(path.resolve("environment.json")).exists();
        assertThat(Files.readString(path.resolve("environment.json")))
                .contains("load_average_at_start", "busy_cores_at_start");
        assertThat(summary()).hasSize(4);
    }

    private static String status(Map<String, CsvRows.Row> rows, String lstm) {
        return rows.get(lstm).text("status");
    }
}
