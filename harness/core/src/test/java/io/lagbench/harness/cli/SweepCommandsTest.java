package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan in shards: {@code plan}, {@code run --plan}, {@code merge}. */
class SweepCommandsTest {
    private static final List<String> SUITE = List.of(
            "--set",
            "lstm=fake-right,fake-wrong",
            "--set",
            "regime=full",
            "--set",
            "hidden=4,8,12",
            "--set",
            "epochs=20",
            "--set",
            "warmup=0",
            "--seeds",
            "2");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        Path suites = Path.of(System.getProperty("lagbench.root"), "workloads", "suites");
        return InProcessMain.execute(
                new Installation(Backend.CPU, suites, folder.resolve("runs"), folder.resolve("locks")),
                out,
                err,
                arguments);
    }

    private Path sweep() {
        return folder.resolve("sweep");
    }

    private int plan(String... more) {
        List<String> all = new ArrayList<>(List.of("plan", "original", "--out", sweep().toString()));
        all.addAll(SUITE);
        all.addAll(List.of(more));
        return execute(all.toArray(String[]::new));
    }

    private int shard(String shard) {
        return execute("run", "--plan", sweep().toString(), "--shard", shard, "--quiet");
    }

    private int merge() {
        return execute("merge", sweep().toString());
    }

    /** What was learned, trial by trial: all but times. */
    private static Map<String, List<List<String>>> learned(Path run) throws IOException {
        Map<String, List<List<String>>> learned = new LinkedHashMap<>();
        for (Row row : CsvRows.read(run, Schema.LEARNING)) {
            List<String> values = Schema.LEARNING.header().stream()
                    .filter(column -> !column.equals("train_s"))
                    .map(row::text)
                    .toList();
            learned.computeIfAbsent(row.text("trial_id"), id -> new ArrayList<>())
                    .add(values);
        }
        return learned;
    }

    private static List<String> column(Path run, Table<?> table, String name) throws IOException {
        return CsvRows.read(run, table).stream().map(row -> row.text(name)).toList();
    }

    private List<Path> attempts(String shard) throws IOException {
        try (Stream<Path> attempts = Files.list(sweep().resolve("shards").resolve(shard))) {
            return attempts.sorted().toList();
        }
    }

    @Test
    void shardsMergeToWhatOneRunFinds() throws IOException {
        assertThat(plan()).isZero();
        assertThat(out.toString()).contains("12 trials", "lagbench run --plan " + sweep());
        for (String shard : List.of("3/3", "1/3", "2/3")) {
            assertThat(shard(shard)).as(err.toString()).isZero();
        }
        assertThat(merge()).as(err.toString()).isZero();
        Path merged = sweep().resolve("run");

        List<String> whole = new ArrayList<>(List.of("run", "original", "--quiet", "--out"));
        whole.add(folder.resolve("whole").toString());
        whole.addAll(SUITE);
        assertThat(execute(whole.toArray(String[]::new))).isZero();
        Path run = folder.resolve("whole");
        assertThat(learned(merged)).isEqualTo(learned(run)).hasSize(12);
        assertThat(column(merged, Schema.trials(), "trial_id"))
                .as("in the order of the plan")
                .isEqualTo(column(run, Schema.trials(), "trial_id"));
        assertThat(column(merged, Schema.LATENCY, "stage")).isEqualTo(column(run, Schema.LATENCY, "stage"));
        assertThat(Files.readString(merged.resolve("plan.jsonl")))
                .isEqualTo(Files.readString(run.resolve("plan.jsonl")));
        assertThat(Files.readString(merged.resolve("run.json")))
                .contains("\"status\" : \"complete\"", "\"merged\" : [");
        assertThat(column(merged, Schema.trials(), "attempt"))
                .allMatch(attempt -> attempt.matches("\\d-of-3/\\d{8}T.*"));
        assertThat(column(run, Schema.trials(), "attempt")).containsOnly("");
        for (String hash : column(merged, Schema.trials(), "environment")) {
            assertThat(merged.resolve("environments").resolve(hash + ".json")).exists();
            assertThat(run.resolve("environments").resolve(hash + ".json")).exists();
        }
        assertThat(column(merged, Schema.trials(), "started")).allMatch(time -> time.matches("\\d{4}-.*Z"));
        for (String trial : column(merged, Schema.trials(), "trial_id")) {
            assertThat(merged.resolve("trials").resolve(trial).resolve("latency.hlog"))
                    .exists();
        }
        assertThat(StoredRun.read(merged).notes()).isEmpty();
        assertThat(merged.resolve("report/index.html")).exists();
        assertThat(execute("compare", merged.toString(), run.toString())).isZero();
        assertThat(execute("run", "--resume", merged.toString()))
                .as("it is a run like others")
                .isZero();
        assertThat(merge()).as("once more").isZero();
    }

    @Test
    void whatIsMissingIsSaidInRangesAndDoneByALaterAttempt() throws IOException {
        assertThat(plan()).isZero();
        assertThat(merge()).isEqualTo(2);
        assertThat(err.toString()).contains("no trial has ended in a shard");
        assertThat(shard("2/3")).isZero();
        assertThat(merge()).isEqualTo(75);
        assertThat(err.toString())
                .contains("missing: trials ", " of 12", "not done: shards 1, 3 of 3", "8 of 12 trials are left")
                .contains("go on with: lagbench run --plan " + sweep() + " --shard I/N");
        assertThat(shard("2/3")).as("nothing is done twice").isZero();
        assertThat(err.toString()).contains("shard 2/3", "4 trials, all done: nothing to do");
        assertThat(attempts("2-of-3")).hasSize(1);

        assertThat(shard("1/1")).as("cut otherwise, what was done stays done").isZero();
        assertThat(column(attempts("1-of-1").get(0), Schema.trials(), "trial_id"))
                .hasSize(8);
        assertThat(merge()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void ofAnAttemptThatWasCutTheWholeRowsCount() throws IOException {
        assertThat(plan()).isZero();
        assertThat(shard("1/1")).isZero();
        Path trials = attempts("1-of-1").get(0).resolve("trials.csv");
        String text = Files.readString(trials);
        Files.writeString(trials, text.substring(0, text.length() * 2 / 3));
        int whole = CsvRows.read(trials.getParent(), Schema.trials()).size();
        assertThat(whole).isBetween(5, 9);
        Files.createDirectories(sweep().resolve("shards/1-of-1/20000101T000000Z-killed"));
        assertThat(shard("1/1")).isZero();
        List<Path> attempts = attempts("1-of-1");
        assertThat(column(attempts.get(attempts.size() - 1), Schema.trials(), "trial_id"))
                .hasSize(12 - whole);
        assertThat(merge()).isZero();
        assertThat(column(sweep().resolve("run"), Schema.trials(), "trial_id")).hasSize(12);
    }

    /** A search for the longest lag depends on what was solved before: cut in the middle, it begins anew. */
    @Test
    void aSearchForTheLongestLagThatWasCutBeginsAnewAndFindsTheSame() throws IOException {
        List<String> search = List.of(
                "recall",
                "--set",
                "lstm=fake-wrong",
                "--set",
                "until=longest",
                "--set",
                "length=10",
                "--set",
                "updates=10",
                "--set",
                "warmup=0",
                "--seeds",
                "1");
        List<String> planned = new ArrayList<>(List.of("plan", "--out", sweep().toString()));
        planned.addAll(search);
        assertThat(execute(planned.toArray(String[]::new))).isZero();
        assertThat(shard("1/1")).isZero();
        Path attempt = attempts("1-of-1").get(0);
        List<String> statuses = column(attempt, Schema.trials(), "status");
        assertThat(statuses.get(0)).isEqualTo("ok");
        assertThat(statuses.subList(1, statuses.size())).isNotEmpty().containsOnly("skipped");
        List<String> lines = Files.readAllLines(attempt.resolve("trials.csv"));
        Files.write(
                attempt.resolve("trials.csv"), lines.subList(0, 2)); // the first length, and no word of those after it

        assertThat(shard("1/1")).isZero();
        assertThat(merge()).isZero();
        assertThat(column(sweep().resolve("run"), Schema.trials(), "status")).isEqualTo(statuses);
    }

    @Test
    void aMergedRunThatWasGoneOnWithIsNotLost() throws IOException {
        assertThat(plan()).isZero();
        assertThat(shard("1/2")).isZero();
        assertThat(merge()).isEqualTo(75);
        assertThat(execute("run", "--quiet", "--resume", sweep().resolve("run").toString()))
                .isZero();
        assertThat(merge()).isEqualTo(2);
        assertThat(err.toString()).contains("was gone on with by itself, and its rows would be lost");
    }

    @Test
    void nobodyElseWritesToAnAttempt() throws IOException {
        assertThat(plan()).isZero();
        assertThat(shard("1/2")).isZero();
        assertThat(execute("run", "--resume", attempts("1-of-2").get(0).toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("is an attempt at a shard, which no other writes to");
    }

    @Test
    void theFirstAttemptWinsAndWhatDiffersIsNamed() throws IOException {
        assertThat(plan()).isZero();
        assertThat(shard("1/2")).isZero();
        assertThat(shard("2/2")).isZero();
        Path first = attempts("1-of-2").get(0);
        Path again = Files.createDirectories(first.resolveSibling("99990101T000000Z-again"));
        for (String file : List.of("trials.csv", "latency.csv", "run.json", "environment.json")) {
            Files.copy(first.resolve(file), again.resolve(file));
        }
        List<Row> rows = CsvRows.read(first, Schema.LEARNING);
        String changed = rows.get(0).text("trial_id");
        StringBuilder learning = new StringBuilder(Schema.LEARNING.headerLine());
        for (Row row : rows) {
            Map<String, String> fields = new LinkedHashMap<>(row.fields());
            if (row.text("trial_id").equals(changed) && row.text("update").equals("20")) {
                fields.put("loss", "7");
            }
            learning.append(Schema.LEARNING.line(fields));
        }
        Files.writeString(again.resolve("learning.csv"), learning);
        assertThat(merge()).isZero();
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("learned differently on equal hardware: original")
                .endsWith("1-of-2/" + first.getFileName() + " and 1-of-2/" + again.getFileName());
        Path merged = sweep().resolve("run");
        assertThat(column(merged, Schema.LEARNING, "loss")).doesNotContain("7");
        assertThat(column(merged, Schema.trials(), "attempt")).noneMatch(attempt -> attempt.contains("again"));
    }

    @Test
    void aTrialThatFailedIsARowAndNoReasonToTryAgain() throws IOException {
        assertThat(plan("--set", "lstm=fake-right,fake-fit-error")).isZero();
        assertThat(shard("1/1")).isEqualTo(3);
        assertThat(shard("1/1")).as("as its rows say").isEqualTo(3);
        assertThat(attempts("1-of-1")).hasSize(1);
        assertThat(merge()).isEqualTo(3);
    }

    @Test
    void gatesAreJudgedWhenAllIsThere() throws IOException {
        Path suite = Files.writeString(folder.resolve("gated.yaml"), """
                summary: a gate
                entries:
                  - {task: original, regime: full, lstm: fake-wrong, epochs: 20, warmup: 0, seeds: 2, expect: {solved: 1}}
                """);
        assertThat(execute("plan", suite.toString(), "--out", sweep().toString()))
                .isZero();
        assertThat(shard("1/2")).as("a part cannot tell").isZero();
        assertThat(merge()).isEqualTo(75);
        assertThat(err.toString()).contains("gates are not judged");
        assertThat(shard("2/2")).isZero();
        assertThat(merge()).isEqualTo(1);
        assertThat(err.toString()).contains("gate failed: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    run --plan none --shard 1/2           | none: holds no sweep: its sweep.json: no such file
                    run --plan SWEEP --shard 3/2          | --shard: 3/2 is not allowed; allowed: 1/N to N/N
                    run --plan SWEEP --shard two          | --shard: 'two' is not allowed; allowed: I/N
                    run --plan SWEEP --seeds 3            | --plan alone runs what was planned
                    run --plan SWEEP --out x              | --plan runs what was planned
                    run original --plan SWEEP             | --plan runs what was planned
                    run original --shard 1/2              | --shard: is a part of a sweep
                    merge none                            | none: holds no sweep: its sweep.json: no such file
                    plan original --out SWEEP             | is not empty; allowed: a new or empty directory
                    plan original                         | Missing required option: '--out=SWEEP'
                    plan origina --out x                  | unknown suite or task 'origina'; did you mean original?
                    plan original --out x --forks 0       | --forks: 0 is not allowed
                    """)
    void badInputIsOneLineAndExitCode2(String arguments, String message) {
        assertThat(plan()).isZero();
        String[] given = Arrays.stream(arguments.split(" "))
                .map(argument -> argument.equals("SWEEP") ? sweep().toString() : argument)
                .toArray(String[]::new);
        assertThat(execute(given)).isEqualTo(2);
        assertThat(err.toString()).startsWith("lagbench: ").contains(message);
        assertThat(err.toString().strip().lines()).hasSize(1);
    }

    @Test
    void aPlanForAnotherBackendOrADamagedOneIsRefused() throws IOException {
        assertThat(plan()).isZero();
        Path trials = sweep().resolve("plan.jsonl");
        String text = Files.readString(trials);
        Files.writeString(trials, text.replace("\"backend\":\"cpu\"", "\"backend\":\"cuda\""));
        assertThat(shard("1/2")).isEqualTo(4);
        assertThat(err.toString()).contains("the run is for backend cuda, this installation for cpu");
        Files.writeString(trials, text.lines().skip(1).reduce("", (all, line) -> all + line + "\n"));
        assertThat(shard("1/2")).isEqualTo(2);
        assertThat(err.toString()).contains("has no estimated_s in sweep.json for each of 11 trials");
    }

    private int submit(String master) {
        return execute("submit", sweep().resolve("../sweep").toString(), "--master", master);
    }

    @Test
    void aClusterRunsEveryBlockAndWhatComesBackIsKept() throws IOException {
        assertThat(plan()).isZero();
        assertThat(submit("fake:first")).isEqualTo(75);
        assertThat(err.toString()).contains("the cluster is closed for today", "exit code 0, 1 of 6 shards");
        assertThat(attempts("1-of-6")).as("what came back before").hasSize(1);
        assertThat(submit("fake:all")).as(err.toString()).isZero();
        assertThat(err.toString()).contains("exit code 0, 5 of 5 shards");
        assertThat(attempts("1-of-6")).hasSize(1);
        assertThat(merge()).as(err.toString()).isZero();
        assertThat(column(sweep().resolve("run"), Schema.trials(), "trial_id"))
                .hasSize(12)
                .doesNotHaveDuplicates();
        assertThat(submit("fake:none")).as("nothing is left to ask it for").isZero();
        assertThat(err.toString()).contains("12 trials, all done: nothing to do");
    }

    @ParameterizedTest
    @CsvSource({
        "fake:none, 75, nobody answers",
        "fake:usage, 4, 6 of 6 shards cannot be run there",
        "nowhere, 2, --master: 'nowhere' is not allowed; allowed: fake:WHAT"
    })
    void whatAClusterCannotDoIsOneLine(String master, int exitCode, String line) {
        assertThat(plan()).isZero();
        assertThat(submit(master)).isEqualTo(exitCode);
        assertThat(err.toString()).contains("lagbench: " + line);
    }

    @Test
    void aSettingOfAClusterHasAName() {
        assertThat(plan()).isZero();
        assertThat(execute("submit", sweep().toString(), "--master", "fake:all", "--conf", "alone"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--conf: 'alone' is not allowed; allowed: KEY=VALUE");
    }

    @Test
    void anotherBuildThanThePlannersIsAWarning() throws IOException {
        assertThat(plan()).isZero();
        Path head = sweep().resolve("sweep.json");
        Files.writeString(
                head, Files.readString(head).replaceFirst("\"git_commit\" *: *\"[^\"]*\"", "\"git_commit\": \"abc\""));
        assertThat(shard("1/6")).as(err.toString()).isZero();
        assertThat(err.toString()).contains("lagbench: warning: the sweep was planned by commit abc, this is ");
    }
}
