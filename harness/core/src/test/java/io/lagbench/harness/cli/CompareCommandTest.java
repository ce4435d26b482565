package io.lagbench.harness.cli;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.fake.Rows;
import io.lagbench.harness.results.CsvRows.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int execute(String... arguments) {
        CommandLine line =
                InProcessMain.commandLine(new Installation(Backend.CPU, folder, folder, folder.resolve("locks")));
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private Path run(String name, Row... trials) throws IOException {
        return Rows.write(folder.resolve(name), List.of(trials));
    }

    /** Stock at 30 us and the fused layer at 1 us and 90 us, three seeds each, at batch 1 and 32. */
    private Path twoSides() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            rows.add(cell(seed, "stock", 1, 30));
            rows.add(cell(seed, "onednn", 1, 90));
            rows.add(cell(seed, "stock", 32, 30));
            rows.add(cell(seed, "onednn", 32, 1));
        }
        return Rows.write(folder.resolve("run"), rows);
    }

    private static Row cell(int seed, String lstm, int batch, double fit) {
        return trial(
                "seed",
                seed,
                "lstm",
                lstm,
                "batch",
                batch,
                "fit_p50_us",
                fit + seed * 0.01,
                "accuracy",
                1,
                "solved",
                "true");
    }

    @Test
    void textEndsWithOneSentence() throws IOException {
        assertThat(execute("compare", twoSides().toString(), "--by", "lstm")).isZero();
        assertThat(out.toString()).startsWith("onednn against stock in fit_p50_us");
        List<String> lines = out.toString().strip().lines().toList();
        assertThat(lines.get(lines.size() - 1))
                .matches("onednn ran 3\\.00 \\[[0-9.]+, [0-9.]+\\] times slower than stock at batch 1;"
                        + " over 2 workloads 0\\.333 to 29\\.4 times, faster at 1, slower at 1\\.");
        assertThat(out.toString())
                .containsPattern("Crossover: onednn is faster from batch [0-9.]+ on \\(between 1 and 32\\)\\.");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonHoldsPairsAndVerdicts() throws IOException {
        assertThat(execute("compare", twoSides().toString(), "--by", "lstm", "--format", "json"))
                .isZero();
        JsonNode json = JsonMapper.builder().build().readTree(out.toString());
        assertThat(json.get("pairs")).hasSize(2);
        assertThat(json.get("pairs").get(1).get("verdict").asString()).isEqualTo("better");
        assertThat(json.get("crossovers").get(0).get("axis").asString()).isEqualTo("batch");
        assertThat(json.get("failed")).isEmpty();
        assertThat(json.get("not_judged")).isEmpty();
        assertThat(json.get("crossovers").get(0).get("certain").asBoolean()).isTrue();
    }

    @Test
    void markdownEscapesNames() throws IOException {
        String name = "a|b <b>,\n\"c\"";
        Path run =
                run("x<y", trial("lstm", name, "fit_p50_us", 1), trial("lstm", "stock", "fit_p50_us", 2, "task", name));
        assertThat(execute("compare", run.toString(), run.toString(), "--format", "markdown"))
                .isZero();
        assertThat(out.toString())
                .contains("## x&lt;y (2) against x&lt;y in fit_p50_us")
                .contains("a\\|b &lt;b&gt;, \"c\"")
                .doesNotContain("<b>");
    }

    @Test
    void failedGateIsExitCode1() throws IOException {
        Path run = twoSides();
        assertThat(execute(
                        "compare", run.toString(), run.toString(), "--fail-on", "fit_p50_us:5%", "--fail-on", "solved"))
                .isZero();
        assertThat(execute("compare", run.toString(), "--by", "lstm", "--fail-on", "fit_p50_us:5%"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("lagbench: gate failed: fit_p50_us:5%: worse by 199.9 %")
                .contains("at batch 1");
    }

    @Test
    void invalidComparisonIsExitCode2() throws IOException {
        Path ok = twoSides();
        Path empty = run("empty");
        Path other = run("other", trial("schema_version", 99, "fit_p50_us", 1));
        refused("is not the directory of a run: its trials.csv: no such file", folder.resolve("none"), ok);
        refused("trials.csv:2: column fit_p50_us: 'x' is no number", run("text", trial("fit_p50_us", "x")), ok);
        refused("no trial has ended in this run", empty, ok);
        refused("has rows of schema version '99'; allowed: 1", ok, other);
        refused("1 run without --by; allowed: BASE NEW, or RUN --by COLUMN", ok);
        refused("2 runs with --by", ok, ok, "--by", "lstm");
        Path narrow = run("narrow", trial("fit_p50_us", 1));
        Files.writeString(narrow.resolve("trials.csv"), "schema_version,trial_id,status\n1,a,ok\n");
        refused("trials.csv: has no column suite; allowed: what lagbench run wrote", narrow, ok);
        refused("--by regime: two sides are needed", ok, "--by", "regime");
        refused("unknown measure 'fit_p98_us'; did you mean", ok, ok, "--measure", "fit_p98_us");
        refused("--fail-on 'fit': is no condition", ok, ok, "--fail-on", "fit");
        refused("Invalid value for option '--format'", ok, ok, "--format", "xml");
    }

    @Test
    void unjudgedGateDoesNotHideOthers() throws IOException {
        Path base = Rows.write(
                folder.resolve("base"),
                List.of(
                        cell(1, "stock", 1, 30),
                        cell(2, "stock", 1, 30),
                        cell(3, "stock", 1, 30),
                        cell(1, "stock", 32, 30)));
        Path slower = Rows.write(
                folder.resolve("slower"),
                List.of(
                        cell(1, "stock", 1, 60.01),
                        cell(2, "stock", 1, 60.02),
                        cell(3, "stock", 1, 60.03),
                        cell(1, "stock", 32, 30)));
        String[] gate = {"compare", base.toString(), base.toString(), "--fail-on", "fit_p50_us:5%"};
        assertThat(execute(gate)).isEqualTo(2);
        assertThat(out.toString()).contains("no difference at 1, under 3 trials at 1");
        assertThat(err.toString())
                .isEqualTo(
                        "lagbench: --fail-on fit_p50_us:5%: cannot be judged at batch 32: 1 and 1 trials have a value;"
                                + " allowed: at least 3 a side (--seeds, --forks)\n");
        gate[2] = slower.toString();
        assertThat(execute(gate)).isEqualTo(1);
        assertThat(err.toString())
                .contains("gate failed: fit_p50_us:5%: worse by 100.0 %", "cannot be judged at batch 32");
    }

    private void refused(String message, Object... arguments) {
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("compare"));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        assertThat(execute(words.toArray(String[]::new))).as(message).isEqualTo(2);
        assertThat(err.toString()).startsWith("lagbench: ").contains(message);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void damagedRowsDoNotStopAComparison() throws IOException {
        Path failed = run(
                "failed", trial("status", "crashed"), trial("status", "error", "lstm", "onednn", "fit_p50_us", "NaN"));
        assertThat(execute("compare", failed.toString(), "--by", "lstm")).isZero();
        assertThat(out.toString()).contains("No workload has a value of fit_p50_us on both sides; --measure");
        Path cut = twoSides();
        Files.writeString(cut.resolve("trials.csv"), Files.readString(cut.resolve("trials.csv")) + "1,abc,\"no");
        Files.delete(cut.resolve("environment.json"));
        out.getBuffer().setLength(0);
        assertThat(execute("compare", cut.toString(), "--by", "lstm")).isZero();
        assertThat(out.toString())
                .contains("Warning: run: trials.csv: 1 row was cut or damaged and left out.")
                .contains("Warning: run: environment.json is missing or cannot be read: no such file or folder.")
                .contains("times slower than stock at batch 1");
    }

    @Test
    void infiniteFactorIsNullInJson() throws IOException {
        Path good = run("good", trial("recall_accuracy", 0.9));
        Path none = run("none", trial("recall_accuracy", 0));
        assertThat(execute(
                        "compare",
                        none.toString(),
                        good.toString(),
                        "--measure",
                        "recall_accuracy",
                        "--format",
                        "json"))
                .isZero();
        JsonNode json = JsonMapper.builder().build().readTree(out.toString());
        assertThat(json.get("pairs").get(0).get("factor").isNull()).isTrue();
    }
}
