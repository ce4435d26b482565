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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlotCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path trials;

    @BeforeEach
    void writeRun() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int batch : new int[] {1, 8, 32}) {
            for (String lstm : List.of("stock", "onednn")) {
                for (int seed = 1; seed <= 3; seed++) {
                    rows.add(trial(
                            "trial_id",
                            lstm + batch + seed,
                            "lstm",
                            lstm,
                            "batch",
                            batch,
                            "seed",
                            seed,
                            "fit_p50_us",
                            100 * batch + seed,
                            "accuracy",
                            0.8,
                            "accuracy_floor",
                            0.5));
                }
            }
        }
        rows.add(trial("trial_id", "x", "status", "crashed", "batch", 64, "fit_p50_us", 1));
        Path run = Rows.write(folder.resolve("run"), rows);
        trials = run.resolve("trials.csv");
        Files.writeString(
                run.resolve("learning.csv"),
                "schema_version,trial_id,update,loss\n1,stock11,0,0.7\n1,stock11,10,0.5\n1,onednn11,0,0.6\n");
        Files.writeString(
                run.resolve("summary.csv"),
                "schema_version,batch,fit_p50_us_median,fit_p50_us_low,fit_p50_us_high\n1,1,10,5,20\n1,2,30,30,40\n");
    }

    private int plot(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("plot"));
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        CommandLine line =
                InProcessMain.commandLine(new Installation(Backend.CPU, folder, folder, folder.resolve("locks")));
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(words.toArray(String[]::new));
    }

    private String svg(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--out", folder.resolve("a.svg")));
        assertThat(plot(all.toArray())).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo(folder.resolve("a.svg").toString());
        return Files.readString(folder.resolve("a.svg"));
    }

    @Test
    void columnsAreDrawnDeterministically() throws IOException {
        String svg = svg(trials, "--x", "batch", "--y", "fit_p50_us", "--by", "lstm", "--log", "xy");
        assertThat(svg).contains(">stock<", ">onednn<", ">fit p50 us<", ">median and range<", ">8<", ">32<");
        assertThat(err.toString()).contains("1 row of trials that did not end ok is left out");
        assertThat(svg(trials, "--x", "batch", "--y", "fit_p50_us", "--by", "lstm", "--log", "xy"))
                .isEqualTo(svg);
        Path one = folder.resolve("1.png");
        Path two = folder.resolve("2.png");
        assertThat(plot(trials, "--x", "batch", "--y", "fit_p50_us", "--out", one))
                .isZero();
        assertThat(plot(trials, "--x", "batch", "--y", "fit_p50_us", "--out", two))
                .isZero();
        assertThat(one).hasSameBinaryContentAs(two).isNotEmptyFile();
    }

    @Test
    void floorsAndGivenValuesAreReferenceLines() throws IOException {
        String svg = svg(trials, "--x", "batch", "--y", "accuracy", "--line", "published=0.9");
        assertThat(svg).contains(">floor<", ">published<");
    }

    @Test
    void learningRowsHaveColumnsOfTheirTrials() throws IOException {
        Path learning = trials.resolveSibling("learning.csv");
        assertThat(svg(learning, "--x", "update", "--y", "loss", "--by", "lstm,batch"))
                .contains(">stock<", ">onednn<");
        assertThat(svg(learning, "--x", "update", "--y", "loss", "--by", "lstm", "--where", "lstm=stock"))
                .doesNotContain("onednn");
    }

    @Test
    void summaryIntervalsAreDrawnAsErrorBars() throws IOException {
        Path summary = trials.resolveSibling("summary.csv");
        String with = svg(summary, "--x", "batch", "--y", "fit_p50_us_median");
        Files.writeString(summary, "batch,fit_p50_us_median\n1,10\n2,30\n");
        String without = svg(summary, "--x", "batch", "--y", "fit_p50_us_median");
        String errorBar = "stroke-width=\"1.2\"";
        assertThat(with.split(errorBar))
                .as("a bar and its two ends at each point")
                .hasSize(1 + 6);
        assertThat(without).doesNotContain(errorBar);
    }

    @Test
    void rowsWithoutANumberAreCountedAndLeftOut() throws IOException {
        Path file = Files.writeString(folder.resolve("any.csv"), "a,b\n1,2\n0,3\n2,NaN\n3,\n4,10d\n5,6\n7");
        svg(file, "--x", "a", "--y", "b", "--log", "x");
        assertThat(err.toString().lines())
                .containsExactly(
                        "lagbench: 1 row was cut or damaged and left out",
                        "lagbench: 3 rows without a number in a or b are left out",
                        "lagbench: 1 row with a value that has no place on a logarithmic axis is left out");
    }

    @Test
    void seriesNamesAreEscaped() throws IOException {
        Path file = Files.writeString(
                folder.resolve("any.csv"), "a,b,c\n1,2,\"<script>alert(\"\"1\"\")</script>,\nx\"\n2,3,&\n");
        assertThat(svg(file, "--x", "a", "--y", "b", "--by", "c"))
                .doesNotContain("<script>")
                .contains("&lt;script");
    }

    @Test
    void invalidPlotIsExitCode2() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.csv"), "");
        Path header = Files.writeString(folder.resolve("header.csv"), "a,b\n");
        Path old = Files.writeString(folder.resolve("old.csv"), "schema_version,a,b\n99,1,2\n");
        refused(": no such file; allowed: a CSV file", folder.resolve("none.csv"), "--x", "a", "--y", "b");
        refused("has no rows", empty, "--x", "a", "--y", "b");
        refused("has no rows", header, "--x", "a", "--y", "b");
        refused("has rows of schema version '99'; allowed: 1", old, "--x", "a", "--y", "b");
        refused("--x: unknown column 'bach'; did you mean batch", trials, "--x", "bach", "--y", "accuracy");
        refused("--y: unknown column 'acuracy'; did you mean accuracy", trials, "--x", "batch", "--y", "acuracy");
        refused(
                "--by: unknown column 'lst'; did you mean lstm",
                trials,
                "--x",
                "batch",
                "--y",
                "accuracy",
                "--by",
                "lst");
        refused("unknown column 'bat'", trials, "--x", "batch", "--y", "accuracy", "--where", "bat=1");
        refused(
                "--where 'batch': allowed: COLUMN=VALUE",
                trials,
                "--x",
                "batch",
                "--y",
                "accuracy",
                "--where",
                "batch");
        refused(
                "no row has batch=7; allowed: 1, 8, 32, 64",
                trials,
                "--x",
                "batch",
                "--y",
                "accuracy",
                "--where",
                "batch=7");
        refused(
                "no row meets all of --where",
                trials,
                "--x",
                "batch",
                "--y",
                "accuracy",
                "--where",
                "batch=64",
                "--where",
                "lstm=onednn");
        refused("is a folder", folder, "--x", "batch", "--y", "accuracy");
        refused(
                "--line 'zero=0': has no place on a logarithmic axis",
                trials,
                "--x",
                "batch",
                "--y",
                "accuracy",
                "--log",
                "y",
                "--line",
                "zero=0");
        refused("column lstm of", trials, "--x", "lstm", "--y", "accuracy");
        refused("nothing is left to draw: ", trials, "--x", "batch", "--y", "recall_margin");
        refused("--line 'x': allowed: LABEL=NUMBER", trials, "--x", "batch", "--y", "accuracy", "--line", "x");
        refused("--base: 3 is not allowed", trials, "--x", "batch", "--y", "accuracy", "--base", "3");
        assertThat(plot(trials, "--x", "batch", "--y", "accuracy", "--out", folder.resolve("a.gif")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("allowed: .svg or .png");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(plot(trials, "--x", "batch", "--y", "accuracy", "--out", file.resolve("a.svg")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot be written");
        Path alone = Files.copy(trials.resolveSibling("learning.csv"), folder.resolve("learning.csv"));
        refused(
                "it is a column of trials.csv, which does not lie beside",
                alone,
                "--x",
                "update",
                "--y",
                "loss",
                "--by",
                "lstm");
    }

    @Test
    void outputSuffixIgnoresCase() {
        assertThat(plot(trials, "--x", "batch", "--y", "accuracy", "--out", folder.resolve("A.SVG")))
                .isZero();
    }

    @Test
    void whereValuesOfOneColumnAreAlternatives() throws IOException {
        assertThat(svg(
                        trials,
                        "--x",
                        "batch",
                        "--y",
                        "accuracy",
                        "--by",
                        "batch",
                        "--where",
                        "batch=1",
                        "--where",
                        " batch = 8.0 "))
                .contains(">batch 1<", ">batch 8<")
                .doesNotContain(">batch 32<");
    }

    @Test
    void poolingOfDifferentRowsIsNoted() throws IOException {
        svg(trials, "--x", "batch", "--y", "fit_p50_us");
        assertThat(err.toString()).contains("one point stands for rows that differ in lstm; --by or --where");
        svg(trials, "--x", "batch", "--y", "fit_p50_us", "--by", "lstm");
        assertThat(err.toString()).doesNotContain("one point stands");
    }

    /** Of two trials one is solved at update 10 and ends; without its last value, accuracy would fall. */
    @Test
    void solvedTrialKeepsItsLastValue() throws IOException {
        Path run = Rows.write(
                folder.resolve("until"),
                List.of(trial("trial_id", "a", "solved", "true"), trial("trial_id", "b", "solved", "false")));
        Path learning = Files.writeString(
                run.resolve("learning.csv"), "trial_id,update,accuracy\na,10,1\nb,10,0.5\nb,20,0.5\n");
        String kept = svg(learning, "--x", "update", "--y", "accuracy");
        assertThat(err.toString()).contains("keeps its last value").doesNotContain("points stand for");
        Files.writeString(
                run.resolve("learning.csv"), "trial_id,update,accuracy\na,10,1\nb,10,0.5\nb,20,0.5\na,20,1\n");
        assertThat(svg(learning, "--x", "update", "--y", "accuracy")).isEqualTo(kept);
    }

    @Test
    void seriesNamesOmitSharedColumns() throws IOException {
        assertThat(svg(trials, "--x", "batch", "--y", "accuracy", "--by", "task,lstm,backend"))
                .contains(">stock<", ">onednn<");
        Path run = Rows.write(folder.resolve("solved"), List.of(trial("trial_id", "a", "solved", "true")));
        Path learning = Files.writeString(run.resolve("learning.csv"), "trial_id,update,accuracy\na,10,1\na,20,1\n");
        svg(learning, "--x", "update", "--y", "accuracy");
        assertThat(err.toString()).doesNotContain("keeps its last value");
        assertThat(svg(trials, "--x", "batch", "--y", "accuracy", "--where", "accuracy=.8"))
                .contains(">accuracy<");
    }

    @Test
    void differentFloorsAreSeparateLines() throws IOException {
        Path file = Files.writeString(
                folder.resolve("floors.csv"),
                "task,batch,accuracy,accuracy_floor\na,1,1,0.875\na,2,1,0.875\nb,1,1,0.5\nb,2,1,0.5\n");
        assertThat(svg(file, "--x", "batch", "--y", "accuracy", "--by", "task"))
                .contains(">floor 0.5<", ">floor 0.875<");
        Files.writeString(file, "task,batch,accuracy,accuracy_floor\na,1,1,0.9\na,2,1,0.5\n");
        assertThat(svg(file, "--x", "batch", "--y", "accuracy")).contains(">floor<");
    }

    private void refused(String message, Object... arguments) {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--out", folder.resolve("a.svg")));
        assertThat(plot(all.toArray())).as(message).isEqualTo(2);
        assertThat(err.toString()).startsWith("lagbench: ").contains(message);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }
}
