package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lagbench.engine.Backend;
import io.lagbench.harness.execute.EngineProbe;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.host.UserFolders;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        Path suites = Path.of(System.getProperty("lagbench.root"), "workloads", "suites");
        CommandLine line = InProcessMain.commandLine(
                new Installation(Backend.CPU, suites, folder.resolve("runs"), folder.resolve("locks")));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, "run");
        all.add("--quiet");
        return execute(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    run verfy                                  | unknown suite or task 'verfy'; did you mean verify?
                    run original --set hiden=4                 | unknown key 'hiden'; did you mean hidden?
                    run original --set hidden=x                | hidden: 'x' is not allowed; allowed: a whole number
                    run original --set hidden=                 | an empty grid
                    run original --seeds 0                     | seeds: '0' is not allowed
                    run no-such.yaml                           | no-such.yaml: no such file
                    run                                        | nothing to run; allowed: FILE.yaml, --resume RUN_DIR, --plan SWEEP, or a suite or task: adding,
                    run --resume no-such-folder                | is not the directory of a run
                    run --resume a --out b                     | exclude each other
                    run --resume a --seeds 3                   | runs what was planned
                    run original --forks 0                     | --forks: 0 is not allowed
                    list @workloads                            | Invalid value for positional parameter
                    run original --set @x                      | --set @x: no value makes an empty grid
                    run original --jobs 0x2                    | option '--jobs': '0x2' is not a whole number
                    run original --jobs 99999999999            | option '--jobs': '99999999999' is not a whole number
                    run original --max-minutes 10d             | option '--max-minutes': '10d' is not a number
                    run original --seeds 5L                    | seeds: '5L' is not allowed
                    run original --set learning-rate=0.1f      | learning-rate: '0.1f' is not allowed
                    run original --jobs 0                      | --jobs: 0 is not allowed
                    run original --max-minutes 0               | --max-minutes: 0.0 is not allowed
                    run original --backend gpu                 | unknown backend 'gpu'; did you mean cpu? (known: cpu,
                    run original --set optimizer=adamm         | one of adam, rmsprop, sgd; did you mean adam?
                    run original --sets hidden=4               | Unknown option
                    rum original                               | unknown command 'rum'; did you mean run?
                    export latest --to tensorbord              | --to: unknown format 'tensorbord'; did you mean tensorboard?
                    export no-such-run --to jsonl              | no-such-run: is not the directory of a run
                    list thing                                 | Invalid value for positional parameter
                    """)
    void invalidUsageIsExitCode2(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("lagbench: ").contains(message);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void completionKnowsCommandsAndSuites() {
        assertThat(execute("completion")).isZero();
        assertThat(out.toString())
                .startsWith("#!")
                .contains("_complete_lagbench", "export", "\"original\"", "--max-minutes");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void unusableOutIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        assertThat(run("original", "--lstm", "fake-right", "--out", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("is not empty; allowed: a new or empty directory");
        assertThat(run(
                        "original",
                        "--lstm",
                        "fake-right",
                        "--out",
                        folder.resolve("file/run").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot be written");
    }

    @Test
    void unusableDefaultDirectoryIsNotCalledOut() throws IOException {
        Files.writeString(folder.resolve("runs"), "a file");
        assertThat(run("original", "--lstm", "fake-right")).isEqualTo(2);
        assertThat(err.toString())
                .matches(
                        "lagbench: run directory \\S*/runs/\\S+-original-cpu \\(LAGBENCH_RUNS names another folder\\): cannot be written"
                                + " \\(.*\\); allowed: a new or empty directory\\s*");
    }

    @Test
    void aReportThatCannotBeWrittenSaysWhyAndNamesNoOptionThatWasNotTyped() throws IOException {
        String run = folder.resolve("run").toString();
        assertThat(fake("fake-right", "--out", run)).isZero();
        Path other = Files.writeString(folder.resolve("file"), "");
        assertThat(execute("report", run, "--out", other.toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("lagbench: --out " + other + ": cannot be written (")
                .doesNotContain("is a directory");
        err.getBuffer().setLength(0);
        Path moved = Files.move(folder.resolve("run/report"), folder.resolve("moved"));
        assertThat(moved).isDirectory();
        Files.writeString(folder.resolve("run/report"), "in the way");
        assertThat(execute("report", run)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("lagbench: the report in " + folder.resolve("run/report") + ": cannot be written (")
                .doesNotContain("--out");
    }

    /** The command line on a machine of a test. */
    private int on(UserFolders folders, Map<String, String> environment, EngineProbe engines, String... arguments) {
        Path suites = Path.of(System.getProperty("lagbench.root"), "workloads", "suites");
        CommandLine line = InProcessMain.commandLine(
                new Installation(Backend.CPU, suites, folder.resolve("runs"), folder.resolve("locks")),
                folders,
                environment,
                engines);
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run original --lstm fake-right", "run original --dry-run", "doctor"})
    void withoutAFolderForNativeLibrariesNothingStarts(String command) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        UserFolders folders = new UserFolders(folder, Optional.of(file.resolve("cache")));
        assertThat(on(folders, Map.of(), Hosts.trusting(), command.split(" "))).isEqualTo(4);
        assertThat((out.toString() + err).lines().filter(line -> line.contains("LAGBENCH_CACHE")))
                .singleElement()
                .asString()
                .contains("native libraries cannot be unpacked into " + file.resolve("cache"));
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void whereNoEngineLoadsNoTrialStarts() {
        EngineProbe broken = engines -> engines.stream()
                .collect(Collectors.toMap(name -> name, name -> Optional.of("ND4J's backend does not load")));
        for (String lstm : List.of("stock", "onednn,stock", "fastest", "all")) {
            assertThat(on(Hosts.folders(), Map.of(), broken, "run", "original", "--lstm", lstm))
                    .isEqualTo(4);
        }
        assertThat(err.toString()).contains("backend cpu cannot be used here: ").contains("stock: ND4J's backend does");
        Path run = folder.resolve("run");
        assertThat(on(
                        Hosts.folders(),
                        Map.of(),
                        broken,
                        "run",
                        "original",
                        "--lstm",
                        "stock",
                        "--resume",
                        run.toString()))
                .isEqualTo(4);
        assertThat(folder.resolve("runs")).as("nothing is left behind").doesNotExist();
        assertThat(run).doesNotExist();
        assertThat(on(Hosts.folders(), Map.of(), broken, "doctor")).isEqualTo(4);
        assertThat(out.toString()).contains("FAIL  engines    none can be used: ");
    }

    @Test
    void conformanceAsksEnginesForMoreThanTheirUsualCheck() {
        EngineProbe probe = new EngineProbe() {
            @Override
            public Map<String, Optional<String>> problems(Collection<String> engines) {
                return engines.stream().collect(Collectors.toMap(name -> name, name -> Optional.empty()));
            }

            @Override
            public Map<String, Optional<String>> conformanceProblems(Collection<String> engines) {
                return engines.stream()
                        .collect(Collectors.toMap(name -> name, name -> Optional.of("wrong at 60 steps")));
            }
        };
        assertThat(on(Hosts.folders(), Map.of(), probe, "doctor")).isZero();
        assertThat(on(Hosts.folders(), Map.of(), probe, "doctor", "--conformance"))
                .isEqualTo(4);
        assertThat(out.toString()).contains("wrong at 60 steps");
    }

    @Test
    void aRunWhoseTrialsHaveEndedNeedsNoEngine() throws IOException {
        String run = folder.resolve("run").toString();
        assertThat(fake("fake-right", "--out", run)).isZero();
        Files.delete(folder.resolve("run/report/index.html"));
        EngineProbe broken = engines -> {
            throw new AssertionError("nothing is left to run");
        };
        assertThat(on(Hosts.folders(), Map.of(), broken, "run", "--resume", run))
                .isZero();
        assertThat(folder.resolve("run/report/index.html")).isNotEmptyFile();
        assertThat(on(Hosts.folders(), Map.of(), broken, "run", "original", "--lstm", "fake-right", "--out", run))
                .as("first what was typed")
                .isEqualTo(2);
    }

    @Test
    void variablesThatWouldSteerTrialsAreTold() {
        Map<String, String> environment =
                Map.of("JAVA_TOOL_OPTIONS", "-Xint", "OMP_NUM_THREADS", "7", "LD_PRELOAD", "a.so", "PATH", "/bin");
        String[] run = {"run", "original", "--quiet", "--lstm", "fake-right", "--set", "epochs=10", "--set", "warmup=0"
        };
        assertThat(on(Hosts.folders(), environment, Hosts.trusting(), run)).isZero();
        assertThat(err.toString().strip().lines())
                .containsExactly(
                        "lagbench: set here and withheld from trials: JAVA_TOOL_OPTIONS, OMP_NUM_THREADS",
                        "lagbench: warning: trials run with LD_PRELOAD, which changes what is measured; environment.json"
                                + " has it");
    }

    @Test
    void whatFailsBeforeThereIsACommandLineHasAnExitCodeToo() {
        PrintWriter errors = new PrintWriter(err, true);
        assertThat(Main.guarded(() -> Path.of("a\0b").getNameCount(), errors)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("lagbench: 'a?b' can be no path (")
                .contains("set LC_ALL to a locale of UTF-8");
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(Main.guarded(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        },
                        errors))
                .isEqualTo(70);
        assertThat(run("original", "--out", "a\0b")).isEqualTo(2);
        assertThat(run("a\0b.yaml")).isEqualTo(2);
    }

    /** Full disks and closed pipes: a command that printed half of its answer has not ended well. */
    @Test
    void outputThatDoesNotArriveIsNotExitCode0() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        full.print("x");
        PrintWriter errors = new PrintWriter(err, true);
        assertThat(Main.written(0, full, errors)).isEqualTo(3);
        assertThat(err.toString().strip()).isEqualTo("lagbench: standard output could not be written to its end");
        assertThat(Main.written(1, full, errors)).as("a gate failed").isEqualTo(1);
        assertThat(Main.written(0, new PrintStream(OutputStream.nullOutputStream()), errors))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    run.json         | null                                              | has no readable run.json
                    run.json         | {"suite": 3}                                      | has no readable run.json
                    run.json         | {"suite": "s", "schema_version": 2}               | schema_version of run.json is 2
                    run.json         | {"suite": "s", "gates": [{"a": 1}]}               | has no readable gates or published results in run.json
                    plan.jsonl       | ''                                                | has no trial in plan.jsonl
                    """)
    void odditiesOfARunDirectoryAreOneLine(String file, String content, String message) throws IOException {
        Path run = folder.resolve("run");
        assertThat(fake("fake-right", "--out", run.toString())).isZero();
        Files.writeString(run.resolve(file), content);
        assertThat(run("--resume", run.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(err.toString().strip().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"hosts\": {\"a\": 4}}",
                "{\"jvm_flags\": [null, 3], \"engines\": 4}",
                "\u00ff{",
                "{\"start\": [], \"resumed\": 4, \"jobs\": \"x\", \"suite\": \"s\", \"gates\": []}"
            })
    void oddFactsOfARunAreReadOrSaid(String json) throws IOException {
        Path run = folder.resolve("run");
        assertThat(fake("fake-right", "--out", run.toString())).isZero();
        boolean facts = json.contains("start");
        Files.write(run.resolve(facts ? "run.json" : "environment.json"), json.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(execute("report", run.toString())).as(err.toString()).isZero();
        assertThat(execute("compare", run.toString(), run.toString()))
                .as(err.toString())
                .isZero();
        Files.delete(run.resolve("report/index.html"));
        Path trials = run.resolve("trials.csv");
        Files.writeString(trials, Files.readString(trials).lines().findFirst().orElseThrow() + "\n");
        assertThat(run("--resume", run.toString())).as(err.toString()).isZero();
    }

    @Test
    void otherBackendIsRefusedNotReplaced() {
        assertThat(run("original", "--backend", "cuda")).isEqualTo(4);
        assertThat(err.toString()).contains("backend cuda cannot be used").contains("built for cpu");
    }

    @Test
    void dryRunPrintsTrialsWithoutRunning() {
        assertThat(run("original", "--dry-run", "--seeds", "2", "--lstm", "stock"))
                .isZero();
        assertThat(out.toString())
                .endsWith(
                        "4 trials; no estimate of the time: too little was measured here with stock (a run of suite verify is"
                                + " enough)" + System.lineSeparator());
        assertThat(out.toString().lines()).hasSize(5);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void runPrintsTheTutorialsClosingLines() {
        Path run = folder.resolve("run");
        assertThat(run(
                        "original",
                        "--set",
                        "lstm=fake-right",
                        "--set",
                        "warmup=0",
                        "--set",
                        "evaluate-every=50",
                        "--out",
                        run.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("stateful-1, seed 1, after 250 epochs:\nSequence 1\nX=3.0 y=0.0, yhat=0.0\n")
                .contains("Sequence 2\nX=4.0 y=0.0, yhat=0.0\nX=0.0 y=1.0, yhat=1.0\nX=1.0 y=2.0, yhat=2.0\n"
                        + "X=2.0 y=4.0, yhat=4.0\n")
                .contains("an accuracy of 7/8 and a loss of 0.0693");
        assertThat(run.resolve("report/report.md")).isNotEmptyFile();
        assertThat(run.resolve("environment.json")).isNotEmptyFile();
    }

    @Test
    void failedGateIsExitCode1() throws IOException {
        Path suite = Files.writeString(folder.resolve("gated.yaml"), """
                entries:
                  - task: original
                    lstm: fake-wrong
                    warmup: 0
                    epochs: 1
                    seeds: 2
                    expect: {solved: 0.5}
                """);
        assertThat(run(suite.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("gated.yaml:2: solved 0 of 2, expected a share of at least 0.5");
    }

    private int fake(String lstm, String... arguments) {
        List<String> all = new ArrayList<>(List.of("original", "--set", "lstm=" + lstm, "--set", "warmup=0"));
        all.addAll(List.of("--set", "epochs=10", "--set", "regime=full"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    void unfinishedRunSaysHowToResume() throws IOException {
        Path suite = Files.writeString(folder.resolve("gated.yaml"), """
                entries:
                  - task: original
                    lstm: [fake-right, fake-slow]
                    warmup: 0
                    epochs: 40
                    expect: {solved: 1}
                  - task: original
                    lstm: fake-wrong
                    warmup: 0
                    epochs: 1
                    expect: {solved: 1}
                """);
        String out = folder.resolve("run").toString();
        assertThat(run(suite.toString(), "--max-minutes", "0.005", "--out", out))
                .isZero();
        assertThat(err.toString())
                .contains("of 3 trials are left, gates are not judged; go on with: lagbench run --resume " + out)
                .doesNotContain("gate failed");
        assertThat(run("--resume", out)).as("gates of the whole run").isEqualTo(1);
        assertThat(err.toString()).contains("gated.yaml:7: solved 0 of 1");
        assertThat(folder.resolve("run/report/report.md")).content().contains("fake-right", "fake-wrong");
    }

    /** A run writes run.json, then plan.jsonl, then the headers of its CSV files; it may be killed behind any of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run.json.tmp",
                "run.json",
                "run.json plan.jsonl.tmp",
                "run.json plan.jsonl",
                "run.json plan.jsonl trials.csv",
                "run.json plan.jsonl trials.csv latency.csv learning.csv",
                "run.json plan.jsonl trials.csv:cut latency.csv:nul",
                "run.json plan.jsonl trials.csv latency.csv learning.csv environment.json"
            })
    void oneCommandBeginsOrGoesOnWhereverARunWasKilled(String left) throws IOException {
        Path begun = folder.resolve("begun");
        Path ended = folder.resolve("ended");
        assertThat(fake("fake-right", "--out", ended.toString())).isZero();
        RunDirectory.create(begun, RunDirectory.planOf(ended)).close();
        Path run = Files.createDirectories(folder.resolve("run"));
        for (String name : left.split(" ")) {
            Path file = begun.resolve(name);
            if (name.endsWith(".tmp")) {
                Files.writeString(run.resolve(name), "{\"schema_");
            } else if (name.endsWith(":cut")) {
                Files.writeString(run.resolve(name.replace(":cut", "")), "schema_version,tri");
            } else if (name.endsWith(":nul")) {
                Files.writeString(run.resolve(name.replace(":nul", "")), "\0\0\0");
            } else if (!name.isEmpty() && Files.exists(file)) {
                Files.copy(file, run.resolve(name));
            }
        }
        boolean planned = left.contains("plan.jsonl") && !left.endsWith(".tmp");
        if (planned) {
            assertThat(fake("fake-right", "--out", run.toString())).isEqualTo(2);
            assertThat(err.toString()).contains("is not empty; allowed: a new or empty directory, or --resume");
        } else {
            assertThat(run("--resume", run.toString())).isEqualTo(2);
            assertThat(err.toString()).contains("holds no run yet; allowed: SUITE before --resume");
        }
        for (int start = 0; start < 2; start++) {
            assertThat(fake("fake-right", "--resume", run.toString())).isZero();
            assertThat(CsvRows.read(run, Schema.trials())).hasSize(1);
        }
        assertThat(run.resolve("run.json"))
                .content()
                .contains("\"status\" : \"complete\"", "\"start\"")
                .doesNotContain("resumed");
    }

    @Test
    void aRunThatIsNotThereIsBegunByResumeWithASuite() throws IOException {
        Path run = folder.resolve("deep/run");
        assertThat(fake("fake-right", "--resume", run.toString(), "--jobs", "2"))
                .isZero();
        assertThat(run.resolve("run.json")).content().contains("\"jobs\" : 2");
        assertThat(run("--resume", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--resume " + folder.resolve("none") + ": is not the directory of a run");
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("run.json"), "{\"mine\": 1}");
        assertThat(fake("fake-right", "--resume", foreign.toString())).isEqualTo(2);
        assertThat(foreign.resolve("run.json")).as("another's file").hasContent("{\"mine\": 1}");
    }

    @Test
    void completeRunIsNotResumed() throws IOException {
        Path run = folder.resolve("run");
        assertThat(fake("fake-fit-error", "--out", run.toString())).isEqualTo(3);
        String before = Files.readString(run.resolve("run.json"));
        assertThat(run("--resume", run.toString())).as("as its rows say").isEqualTo(3);
        assertThat(err.toString()).contains("is complete: nothing to do");
        assertThat(run.resolve("run.json")).hasContent(before);
    }

    @Test
    void runOnMissingEngineIsNotResumed() throws IOException {
        String run = folder.resolve("run").toString();
        assertThat(fake("fake-right", "--out", run)).isZero();
        Path plan = folder.resolve("run/plan.jsonl");
        Files.writeString(plan, Files.readString(plan).replace("fake-right", "fake-gone"));
        Path trials = folder.resolve("run/trials.csv");
        String before = Files.readString(trials).replaceFirst(",cell_id", ",older");
        Files.writeString(trials, before);
        assertThat(run("--resume", run)).isEqualTo(2);
        assertThat(err.toString()).contains("lstm fake-gone is not on the class path; allowed: ");
        assertThat(trials).as("what is refused stays as it is").hasContent(before);
    }

    @Test
    void runOfMissingTaskIsNotResumed() throws IOException {
        String run = folder.resolve("run").toString();
        assertThat(fake("fake-right", "--out", run)).isZero();
        Path plan = folder.resolve("run/plan.jsonl");
        Files.writeString(plan, Files.readString(plan).replace("\"original\"", "\"gone\""));
        assertThat(run("--resume", run)).isEqualTo(2);
        assertThat(err.toString()).contains("task gone is not on the class path; allowed: ");
    }

    @Test
    void changedPlanIsNotResumed() throws IOException {
        String run = folder.resolve("run").toString();
        assertThat(fake("fake-right", "--out", run)).isZero();
        assertThat(fake("fake-right", "--resume", run)).as("the same plan").isZero();
        assertThat(fake("fake-right", "--resume", run, "--set", "hidden=7")).isEqualTo(2);
        assertThat(err.toString()).contains("is another plan (trial 1 has hidden 7, not 20); allowed: the same");
        assertThat(fake("fake-right", "--resume", run, "--forks", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("2 trials, not 1");
        Path plan = folder.resolve("run/plan.jsonl");
        Files.writeString(plan, Files.readString(plan).replace("\"backend\":\"cpu\"", "\"backend\":\"cuda\""));
        assertThat(run("--resume", run)).isEqualTo(4);
        assertThat(err.toString()).contains("for backend cuda, this installation for cpu; add --backend cuda");
    }

    @Test
    void parallelTrialsHaveATableWithoutTimes() throws IOException {
        Path run = folder.resolve("run");
        assertThat(fake("fake-right,fake-wrong", "--jobs", "2", "--forks", "2", "--out", run.toString()))
                .isZero();
        assertThat(out.toString()).contains("fake-right", "fake-wrong", "2 of 2", "0 of 2");
        assertThat(Files.readString(run.resolve("run.json")))
                .contains("\"jobs\" : 2")
                .as("where the run lies is nobody's business")
                .doesNotContain(folder.toString());
        assertThat(CsvRows.read(run, Schema.trials()).stream().map(row -> row.text("fork")))
                .containsExactlyInAnyOrder("1", "1", "2", "2");
        Path trials = run.resolve("trials.csv");
        Files.writeString(trials, Files.readAllLines(trials).get(0) + "\n");
        assertThat(run("--resume", run.toString(), "--jobs", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--jobs: 1 is not allowed; allowed: 2, as the run was begun");
        assertThat(run("--resume", run.toString())).isZero();
        assertThat(CsvRows.read(run, Schema.trials()))
                .hasSize(4)
                .allMatch(row -> row.text("train_s").isEmpty());
    }

    @Test
    void aRunKeepsToAsManyProcessorsAsThereAre() {
        assertThat(fake(
                        "fake-right",
                        "--cpus",
                        "3",
                        "--out",
                        folder.resolve("run").toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--cpus: 3 is not allowed; allowed: 1 to 2, as many as this process may run on");
        assertThat(fake(
                        "fake-right",
                        "--cpus",
                        "0",
                        "--out",
                        folder.resolve("run").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--cpus: 0 is not allowed");
        assertThat(fake(
                        "fake-right",
                        "--cpus",
                        "2",
                        "--out",
                        folder.resolve("run").toString()))
                .isZero();
    }

    @Test
    void failedTrialIsExitCode3AndOthersComplete() throws IOException {
        Path run = folder.resolve("run");
        assertThat(run(
                        "original",
                        "--set",
                        "lstm=fake-fit-error,fake-right",
                        "--set",
                        "warmup=0",
                        "--set",
                        "epochs=10",
                        "--set",
                        "regime=full",
                        "--out",
                        run.toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("1 of 2 trials ended in error");
        assertThat(Files.readAllLines(run.resolve("trials.csv"))).hasSize(3);
        assertThat(out.toString()).contains("fit failed");
    }

    @Test
    void dryRunSaysWhatCannotRun() {
        assertThat(fake("fake-unsupported,fake-right", "--seeds", "3", "--dry-run"))
                .isZero();
        assertThat(err.toString())
                .containsOnlyOnce(
                        "lagbench: warning: 3 of 6 trials cannot run: lstm fake-unsupported does not support gate sigmoid");
    }

    @Test
    void whereNoTrialCanRunNoneStarts() {
        Path run = folder.resolve("run");
        assertThat(fake("fake-unsupported", "--seeds", "3", "--out", run.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "lagbench: lstm fake-unsupported does not support gate sigmoid; supported: none");
        assertThat(run).doesNotExist();
    }

    @Test
    void unsupportedTrialIsExitCode3() throws IOException {
        Path run = folder.resolve("run");
        assertThat(fake("fake-unsupported,fake-right", "--out", run.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("lagbench: warning: 1 of 2 trials cannot run: lstm fake-unsupported");
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"status\" : \"failed\"");
        assertThat(CsvRows.read(run, Schema.trials()).stream().map(row -> row.text("status")))
                .containsExactlyInAnyOrder("unsupported", "ok");
    }

    @Test
    void internalFaultIsExitCode70() {
        CommandLine line = InProcessMain.commandLine(
                new Installation(Backend.CPU, folder, folder.resolve("runs"), folder.resolve("locks")));
        CommandLine faulty =
                new CommandLine(CommandLine.Model.CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> {
                    throw new IllegalStateException("no such branch");
                }));
        faulty.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
        faulty.setErr(new PrintWriter(err, true));
        assertThat(faulty.execute()).isEqualTo(70);
        assertThat(err.toString())
                .contains("no such branch")
                .contains("lagbench: a fault of this program, not of what was asked: IllegalStateException");
    }

    @Test
    void errorsThatAreNoExceptionsHaveExitCodesToo() {
        assertThat(Main.execute(failing(new OutOfMemoryError("heap")))).isEqualTo(70);
        assertThat(err.toString())
                .contains("lagbench: a fault of this program, not of what was asked: OutOfMemoryError");
        assertThat(Main.execute(failing(new ServiceConfigurationError("a.Task not found"))))
                .isEqualTo(2);
        assertThat(err.toString()).contains("lagbench: the class path has a provider that cannot be loaded: a.Task");
    }

    private CommandLine failing(Error error) {
        CommandLine line =
                new CommandLine(CommandLine.Model.CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> {
                    throw error;
                }));
        line.setErr(new PrintWriter(err, true));
        return line;
    }

    @Test
    void settingsWithoutAColumnDistinguishCells() throws IOException {
        Path run = folder.resolve("run");
        assertThat(fake(
                        "fake-right",
                        "--set",
                        "evaluate-every=1,2",
                        "--set",
                        "warmup=0,3",
                        "--seeds",
                        "3",
                        "--out",
                        run.toString()))
                .isZero();
        List<CsvRows.Row> cells = CsvRows.read(run.resolve("summary.csv")).rows();
        assertThat(cells)
                .extracting(cell -> cell.text("trials"), cell -> cell.text("solved"))
                .hasSize(4)
                .containsOnly(tuple("3", "3"));
        assertThat(cells)
                .extracting(cell -> cell.text("set_evaluate_every") + " " + cell.text("set_warmup"))
                .containsExactlyInAnyOrder("1 0", "1 3", "2 0", "2 3");
        Map<String, Long> byCell = CsvRows.read(run, Schema.trials()).stream()
                .collect(Collectors.groupingBy(row -> row.text("cell_id"), Collectors.counting()));
        assertThat(byCell)
                .hasSize(4)
                .containsOnlyKeys(
                        cells.stream().map(cell -> cell.text("cell_id")).toList());
        assertThat(byCell.values()).containsOnly(3L);
        assertThat(out.toString()).contains("set_evaluate_every", "set_warmup");
    }

    @Test
    void unwritableFileMidRunIsExitCode3() throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectories(run);
        Path report = run.resolve("report");
        Thread blocker = new Thread(() -> {
            while (!Files.exists(run.resolve("trials.csv"))) {
                Thread.onSpinWait();
            }
            try {
                Files.writeString(report, "in the way");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        blocker.start();
        assertThat(run("original", "--set", "lstm=fake-right", "--set", "warmup=0", "--out", run.toString()))
                .isEqualTo(3);
        assertThat(err.toString())
                .contains("lagbench: a file could not be read or written")
                .contains("report");
        assertThat(Files.readAllLines(run.resolve("trials.csv"))).hasSize(3);
    }

    @Test
    void listPrintsTablesOrRawNames() {
        assertThat(execute("list", "suites", "--raw")).isZero();
        assertThat(out.toString().lines())
                .contains("original", "smoke", "verify")
                .noneMatch(name -> name.contains("schema"));
        assertThat(execute("list")).isZero();
        assertThat(out.toString()).contains("tasks:", "suites:", "keys:", "engines:", "learning-rate");
        assertThat(out.toString().lines())
                .as("a key of an engine")
                .anyMatch(line -> line.contains("fake-effort") && line.endsWith("(default: 3); lstm fake-tunable"));
        assertThat(out.toString().lines().filter(line -> line.strip().startsWith("length ")))
                .as("a key of several tasks: a line for each meaning, with the tasks that share it")
                .hasSizeGreaterThan(2)
                .anyMatch(line -> line.endsWith("; tasks hs97-3a, hs97-3b, hs97-3c"))
                .anyMatch(line -> line.endsWith("; task recall"));
    }

    @Test
    void versionAndHelpArePrinted() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("lagbench ");
        assertThat(execute("run", "--help")).isZero();
        assertThat(out.toString()).contains("--seeds", "Exit codes");
    }
}
