package io.lagbench.harness.report;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.fake.Browser;
import io.lagbench.harness.fake.Rows;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    private static final Path REFERENCE =
            Path.of(System.getProperty("lagbench.root"), "results", "reference", "epyc-2-cores");
    private static final Pattern ROW = Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<t[dh][^>]*>(.*?)</t[dh]>", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private String page(Path... runs) throws IOException {
        List<StoredRun> read = StoredRun.readAll(List.of(runs));
        return Files.readString(ReportFiles.write(Report.of(read), folder.resolve("report")));
    }

    /** Header and rows of the first table of a section. */
    private static List<List<String>> table(String page, String section) {
        int from = page.indexOf("<table", page.indexOf("<section id=\"" + section + "\""));
        assertThat(from).as("table of " + section).isPositive();
        String table = page.substring(from, page.indexOf("</table>", from));
        return ROW.matcher(table)
                .results()
                .map(row -> CELL.matcher(row.group(1))
                        .results()
                        .map(ReportPageTest::text)
                        .toList())
                .toList();
    }

    private static String text(MatchResult cell) {
        return cell.group(1)
                .replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&amp;", "&");
    }

    private static List<String> column(List<List<String>> table, String name) {
        int column = table.get(0).indexOf(name);
        return table.stream().skip(1).map(row -> row.get(column)).toList();
    }

    @Test
    void browserShowsFileValuesWithoutErrorsOrRequests() throws Exception {
        assumeTrue(Browser.executable().isPresent(), "no chromium, chromium-browser or google-chrome on the path");
        Path run = REFERENCE.resolve("verify-fused-step");
        Browser seen = Browser.load(Browser.executable().orElseThrow(), page(run), folder);
        assertThat(seen.console()).isEmpty();
        assertThat(seen.requests()).containsExactly("/");
        List<Row> summary = CsvRows.read(run.resolve("summary.csv")).rows();
        List<List<String>> learned = table(seen.dom(), "learned");
        assertThat(column(learned, "length")).isEqualTo(texts(summary, "length"));
        assertThat(column(learned, "lstm")).isEqualTo(texts(summary, "lstm"));
        assertThat(column(learned, "trials")).isEqualTo(texts(summary, "trials"));
        assertThat(column(learned, "accuracy")).isEqualTo(numbers(summary, "accuracy_median", 4));
        assertThat(column(learned, "loss")).isEqualTo(numbers(summary, "final_loss_median", 4));
        List<List<String>> memory = table(seen.dom(), "memory");
        assertThat(column(memory, "peak rss mb")).isEqualTo(numbers(summary, "peak_rss_mb_median", 0));
        assertThat(seen.dom().split("<svg ")).hasSizeGreaterThan(4);
        assertThat(seen.dom())
                .as("the page's own script ran, as its policy allows")
                .contains(
                        "<button type=\"button\" title=\"sort by this column\">length</button>",
                        "<input type=\"search\"");
    }

    @Test
    void browserReportsErrorsAndRequests() throws Exception {
        assumeTrue(Browser.executable().isPresent(), "no chromium, chromium-browser or google-chrome on the path");
        Browser seen = Browser.load(
                Browser.executable().orElseThrow(),
                "<html><body><img src='/x.png'><script>console.error('wrong')</script></body></html>",
                folder);
        assertThat(seen.requests()).contains("/x.png");
        assertThat(String.join(" ", seen.console())).contains("wrong");
    }

    private static List<String> texts(List<Row> rows, String column) {
        return rows.stream().map(row -> row.text(column)).toList();
    }

    private static List<String> numbers(List<Row> rows, String column, int decimals) {
        return rows.stream()
                .map(row -> row.number(column))
                .map(OptionalDouble::orElseThrow)
                .map(number -> String.format(Locale.ROOT, "%." + decimals + "f", number))
                .toList();
    }

    @Test
    void pageIsSelfContainedWithSectionsInOrder() throws IOException {
        String page = page(REFERENCE.resolve("verify-fused-step"));
        assertThat(page)
                .doesNotContain("<img", "@import", "url(http", "<script src")
                .containsPattern(
                        "(?s)What ran, and where\\?.*Did it learn\\?.*Does it really remember\\?.*How fast is it\\?.*"
                                + "Where does the time of a fit go\\?.*Side against side.*How much memory.*"
                                + "In which environment");
        assertThat(Pattern.compile("https?://[^\"< ]+")
                        .matcher(page)
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .containsExactly("http://www.w3.org/2000/svg"); // the name of a language, not an address
        for (MatchResult svg :
                Pattern.compile("<svg [^>]*>").matcher(page).results().toList()) {
            assertThat(svg.group()).contains("role=\"img\"").containsPattern("aria-label=\"[^\"]{20,}\"");
        }
        List<String> ids = Pattern.compile(" id=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void sameTrialInTwoSuitesCountsOnce() throws IOException {
        Path run = REFERENCE.resolve("shuffle");
        Path other = Files.createDirectories(folder.resolve("other"));
        List<String> plan = Files.readAllLines(run.resolve("plan.jsonl"));
        List<String> otherPlan = plan.stream()
                .map(line -> line.replace("\"suite\":\"shuffle\"", "\"suite\":\"other\""))
                .toList();
        Files.write(other.resolve("plan.jsonl"), otherPlan);
        for (String file : List.of("trials.csv", "latency.csv", "learning.csv")) {
            String text = Files.readString(run.resolve(file));
            for (int trial = 0; trial < plan.size(); trial++) {
                text = text.replace(
                        TrialSpec.fromJson(plan.get(trial)).id(),
                        TrialSpec.fromJson(otherPlan.get(trial)).id());
            }
            Files.writeString(other.resolve(file), text);
        }
        for (String file : List.of("run.json", "environment.json")) {
            Files.copy(run.resolve(file), other.resolve(file));
        }
        assertThat(ids(other)).as("the suite was part of the id").doesNotContainAnyElementsOf(ids(run));
        Pattern solved = Pattern.compile("[0-9]+ of [0-9]+</dt><dd>trials met their task");
        List<String> alone =
                solved.matcher(page(run)).results().map(MatchResult::group).toList();
        assertThat(alone).hasSize(1);
        assertThat(solved.matcher(page(run, other)).results().map(MatchResult::group))
                .isEqualTo(alone);
    }

    private static List<String> ids(Path run) throws IOException {
        return texts(CsvRows.read(run.resolve("trials.csv")).rows(), "trial_id");
    }

    @Test
    void reportIsDeterministic() throws IOException {
        Path run = REFERENCE.resolve("lstm-fused-step");
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        ReportFiles.write(Report.of(List.of(StoredRun.read(run))), one);
        ReportFiles.write(Report.of(List.of(StoredRun.read(run))), two);
        try (Stream<Path> files = Files.list(one)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(5);
            for (Path file : all) {
                assertThat(file).hasSameBinaryContentAs(two.resolve(file.getFileName()));
            }
        }
        assertThat(one.resolve("report.md")).content().contains("![Task original", "(learning-original.svg)");
    }

    @Test
    void namesAreEscapedInHtmlAndMarkdown() throws Exception {
        String name = "<script>alert(\"1\")</script>,\n|&'";
        Path run = Rows.write(
                folder.resolve("run <b>"),
                List.of(
                        trial("task", name, "device", name, "lstm", name, "fit_p50_us", 1, "accuracy", 0.5),
                        trial("task", "x", "status", "error", "error", name)));
        String page = page(run);
        assertThat(page).doesNotContain("<script>alert", "run <b>").contains("&lt;script&gt;");
        assertThat(Files.readString(folder.resolve("report/report.md"))).doesNotContain("<script", "<b>");
    }

    @Test
    void reportOfTwoRunsListsBoth() throws IOException {
        String page = page(REFERENCE.resolve("lstm"), REFERENCE.resolve("lstm-fused-step"));
        assertThat(table(page, "ran").get(0)).containsExactly("run", "lstm", "lstm-fused-step");
        assertThat(table(page, "ran")).anySatisfy(row -> assertThat(row).containsExactly("trials", "24", "24"));
    }

    @Test
    void failedTrialsAndMissingValuesAreReported() throws IOException {
        Path run = Rows.write(
                folder.resolve("failed"),
                List.of(
                        trial("status", "crashed", "error", "signal 11", "length", "", "lag", ""),
                        trial("fit_p50_us", "NaN", "accuracy", "", "lag", 5, "time_steps", 6),
                        trial(
                                "fit_p50_us",
                                "7",
                                "lag",
                                20,
                                "length",
                                21,
                                "time_steps",
                                20,
                                "sequences_to_solve",
                                0,
                                "solved",
                                "true"),
                        trial(
                                "fit_p50_us",
                                "0",
                                "recall_accuracy",
                                "0.5",
                                "lag",
                                10,
                                "length",
                                11,
                                "time_steps",
                                10,
                                "sequences_to_solve",
                                8,
                                "solved",
                                "true")));
        Files.writeString(run.resolve("trials.csv"), Files.readString(run.resolve("trials.csv")) + "1,cut");
        String page = page(run);
        assertThat(page)
                .contains("signal 11")
                .contains("failed: trials.csv: 1 row was cut or damaged and left out.")
                .doesNotContain("NaN");
    }

    @Test
    @Tag("slow")
    void pageOfTwoThousandTrialsStaysBelowFiveMegabytes() throws IOException {
        Path run = largeRun(folder.resolve("large"));
        String page = page(run);
        assertThat(page.length()).isLessThan(5_000_000);
        assertThat(page).contains("400 rows", "2000");
    }

    /** 400 cells of 5 seeds, with 20 evaluations each. */
    private static Path largeRun(Path run) throws IOException {
        List<Row> trials = new ArrayList<>();
        StringBuilder learning = new StringBuilder(String.join(",", Schema.LEARNING.header())).append('\n');
        for (int t = 0; t < 2000; t++) {
            int cell = t / 5;
            int length = 10 << (cell % 10);
            int batch = 1 << (cell / 10 % 5);
            int hidden = 16 << (cell / 50 % 4);
            String lstm = cell < 200 ? "stock" : "onednn";
            trials.add(trial(
                    "trial_id",
                    "t" + t,
                    "length",
                    length,
                    "time_steps",
                    length - 1,
                    "lag",
                    length - 2,
                    "batch",
                    batch,
                    "hidden",
                    hidden,
                    "lstm",
                    lstm,
                    "seed",
                    t % 5,
                    "fit_p50_us",
                    (cell < 200 ? 50.0 : 3.0) * length * Math.sqrt(batch * hidden) + t % 5,
                    "accuracy",
                    0.9,
                    "recall_accuracy",
                    0.8,
                    "recall_floor",
                    0.5,
                    "solved",
                    "true",
                    "sequences_to_solve",
                    100 + length,
                    "peak_rss_mb",
                    200 + batch));
            for (int e = 0; e < 20; e++) {
                learning.append(String.format(
                        Locale.ROOT, "1,t%d,%d,%d,%d,0.5,0.9,%.3f,0.1,,200%n", t, e * 10, e * 10, e, 0.5 + e * 0.02));
            }
        }
        Rows.write(run, trials);
        Files.writeString(run.resolve("learning.csv"), learning);
        return run;
    }

    private Path pathOf(String folderName, Row... trials) throws IOException {
        return Rows.write(folder.resolve(folderName), List.of(trials));
    }

    @Test
    void runsFromDifferentEnvironmentsAreNotPooled() throws IOException {
        Path here = pathOf("here", trial("trial_id", "a", "fit_p50_us", 100));
        Path there = pathOf("there", trial("trial_id", "b", "fit_p50_us", 300));
        assertThat(column(table(page(here, there), "learned"), "trials"))
                .as("nothing differs: one sweep in two parts")
                .containsExactly("2");
        Files.writeString(there.resolve("environment.json"), "{\"jvm\": \"18\"}");
        String page = page(here, there);
        assertThat(column(table(page, "learned"), "run")).containsExactly("here", "there");
        assertThat(page).contains("here / there: jvm differs: (not known) / 18.");
        assertThat(page).contains("there ran 3.00 times slower than here");
    }

    @Test
    void repeatedTrialIsNotPooled() throws IOException {
        Path one = pathOf("one/run", trial("trial_id", "a", "solved", "true"));
        Path two = pathOf("two/run", trial("trial_id", "a", "solved", "true"));
        String page = page(one, two);
        assertThat(column(table(page, "learned"), "run")).containsExactly("run", "run (2)");
        assertThat(table(page, "ran").get(0)).containsExactly("run", "run", "run (2)");
        Path twice = pathOf("twice", trial("trial_id", "a"), trial("trial_id", "a"));
        assertThat(page(twice)).contains("twice: trials.csv: 1 row repeats a trial and is left out.");
    }

    @Test
    void firstSectionSummarizesTheReport() throws IOException {
        List<Row> trials = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            trials.add(trial("seed", seed, "fit_p50_us", 20 + seed, "lag", 18, "solved", "true", "remembers", "true"));
            trials.add(trial("seed", seed, "fit_p50_us", 10 + seed * 0.1, "lag", 18, "lstm", "onednn"));
        }
        trials.add(trial("seed", 4, "lstm", "onednn", "status", "diverged"));
        assertThat(page(Rows.write(folder.resolve("run"), trials)))
                .containsPattern("(?s)In short.*<dt>3 of 7</dt><dd>trials met their task&#x27;s criterion<"
                        + ".*<dt>18 steps</dt><dd>is the longest lag over which memory is proven: 3 of 3 trials remember there"
                        + " \\(task recall\\)<.*<dt>2\\.2x</dt><dd>as fast: onednn beside stock, median fit<"
                        + ".*<dt>1</dt><dd>trial did not end ok<.*onednn ran 2\\.16 \\[.*What ran, and where");
    }

    @Test
    void whatIsOnlyTimedIsNoFailureToLearn() throws IOException {
        List<Row> trials = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            trials.add(trial("seed", seed, "length", 10, "solved", "true", "fit_p50_us", 5));
            trials.add(trial("seed", seed, "solved", "", "fit_p50_us", 7));
        }
        String page = page(Rows.write(folder.resolve("run"), trials));
        assertThat(page)
                .contains("<dt>3 of 3</dt><dd>trials met their task&#x27;s criterion; 3 more are only timed</dd>");
        assertThat(column(table(page, "learned"), "trials")).containsExactly("3");
        assertThat(table(page, "fast").get(1)).as("only timed").containsSubsequence("3", "7");
        RunData data = RunData.read(folder.resolve("run"));
        assertThat(CellTable.timed(data).body()).hasSize(1);
        assertThat(RunReport.results(data, List.of())).containsPattern("(?s)3 of 3.*Only timed: .*\\| +3 \\| +7 \\|");
        assertThat(Report.of(List.of(StoredRun.read(folder.resolve("run"))))
                        .highlights()
                        .get(0)
                        .text())
                .isEqualTo("  3 of 3  trials met their task's criterion; 3 more are only timed\n");
    }

    @Test
    void missingLatenciesAndFloorsAreLeftOut() throws IOException {
        Path run = pathOf("run", trial("trial_id", "a", "task", "original", "fit_p50_us", 5, "time_steps", ""));
        Files.writeString(
                run.resolve("latency.csv"),
                String.join(",", Schema.LATENCY.header())
                        + "\n1,a,fit,measurement,,,,,,,,,,\n1,a,forward,measurement,,,,,,,,,,\n");
        Files.writeString(
                run.resolve("learning.csv"),
                String.join(",", Schema.LEARNING.header()) + "\n1,a,,,,,,,,,\n1,a,5,,,0.1,0.2,0.3,,,\n");
        assertThat(page(run)).contains("How fast is it?").doesNotContain("NaN", "Where does the time");
    }

    @Test
    void runsAreNotPooledIfAnyTwoDiffer() throws IOException {
        Path stock = pathOf("a", trial("trial_id", "a", "engine_native", "n", "isa", "generic"));
        Path narrow = pathOf("b", trial("trial_id", "b", "lstm", "onednn", "engine_native", "n", "isa", "generic"));
        Path wide = pathOf("c", trial("trial_id", "c", "lstm", "onednn", "engine_native", "n", "isa", "avx512"));
        assertThat(column(table(page(stock, narrow, wide), "learned"), "run")).containsExactly("a", "b", "c");
    }
}
