package io.lagbench.harness.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    @TempDir
    private Path folder;

    private static Row trial(String hidden, int seed, String... pairs) {
        Map<String, String> fields = new HashMap<>();
        Schema.TRIALS.header().forEach(column -> fields.put(column, ""));
        fields.putAll(Map.of("task", "recall", "hidden", hidden, "seed", "" + seed, "status", "ok", "solved", "false"));
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return new Row("rows of a test", fields);
    }

    /** Six trials of hidden 20, three of them solved, two with a median latency missing; one of hidden 64. */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            boolean solved = seed <= 3;
            rows.add(trial(
                    "20",
                    seed,
                    "solved",
                    Boolean.toString(solved),
                    "updates_to_solve",
                    solved ? seed + "00" : "",
                    "final_loss",
                    "0." + seed,
                    "fit_p50_us",
                    seed <= 2 ? "" : seed + "000"));
            if (seed == 3) {
                rows.add(trial("64", 1, "status", "crashed"));
            }
        }
        return rows;
    }

    private static Map<String, String> summary(CellSummary cell) {
        List<String> fields = Schema.SUMMARY.fields(SummaryRow.of(cell));
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            row.put(Schema.SUMMARY.header().get(i), fields.get(i));
        }
        return row;
    }

    @Test
    void trialsThatDifferOnlyInSeedAreOneRow() {
        List<CellSummary> cells = CellSummary.of(rows());
        assertThat(cells).hasSize(2);
        Map<String, String> first = summary(cells.get(0));
        assertThat(first)
                .containsEntry("hidden", "20")
                .containsEntry("trials", "6")
                .containsEntry("solved", "3");
        assertThat(first.get("solved_low")).startsWith("0.1876");
        assertThat(first.get("solved_high")).startsWith("0.8123");
        assertThat(first)
                .containsEntry("final_loss_median", "0.35")
                .containsEntry("final_loss_low", "0.15")
                .containsEntry("final_loss_high", "0.55");
    }

    @Test
    void aMedianIsOverTheTrialsThatHaveAValue() {
        Map<String, String> first = summary(CellSummary.of(rows()).get(0));
        assertThat(first)
                .as("of the solved")
                .containsEntry("updates_to_solve_median", "200")
                .containsEntry("updates_to_solve_low", "")
                .containsEntry("fit_p50_us_median", "4500")
                .containsEntry("fit_p50_us_low", "")
                .containsEntry("recall_margin_median", "");
    }

    @Test
    void aTrialThatFailedAfterItMetTheCriterionIsNotSolved() {
        CellSummary cell = new CellSummary(List.of(
                trial("20", 1, "solved", "true", "updates_to_solve", "100", "status", "diverged"),
                trial("20", 2, "solved", "true", "updates_to_solve", "300")));
        assertThat(cell.solved()).isEqualTo(1);
        assertThat(cell.median("updates_to_solve")).hasValue(300);
    }

    @Test
    void aCellOfFailuresHasACountAndNoMedians() {
        Map<String, String> second = summary(CellSummary.of(rows()).get(1));
        assertThat(second)
                .containsEntry("trials", "1")
                .containsEntry("solved", "0")
                .containsEntry("solved_low", "0")
                .containsEntry("final_loss_median", "");
        assertThat(second.get("solved_high")).startsWith("0.793");
    }

    @Test
    void aColumnThatAnOldFileLacksIsNotAvailable() {
        Map<String, String> fields = new HashMap<>(rows().get(0).fields());
        fields.remove("peak_device_mb");
        CellSummary cell = new CellSummary(List.of(new Row("rows of a test", fields)));
        assertThat(cell.median("peak_device_mb")).isEmpty();
        assertThat(cell.solvedInterval()).isNotEqualTo(new Interval(0, 1));
    }

    @Test
    void headersAreTheCellThenTheShareThenThreePerMeasure() {
        List<String> header = Schema.SUMMARY.header();
        assertThat(header).doesNotHaveDuplicates().startsWith("schema_version", "task", "length");
        assertThat(header).containsSequence("shuffle", "trials", "solved", "solved_low", "solved_high");
        assertThat(header).containsSequence("accuracy_median", "accuracy_low", "accuracy_high");
        assertThat(header).endsWith("budget_updates", "budget_epochs", "budget_minutes", "until");
        assertThat((header.size() - 30) % 3).isZero();
    }

    @Test
    void theFileIsMadeFromTheRowsOnDisk() throws IOException {
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), Trials.plan("original"))) {
            directory.writeSummary(List.of());
            assertThat(CsvRows.read(directory.path(), Schema.SUMMARY)).isEmpty();
            Row first = rows().get(0);
            String row = String.join(
                    ",", Schema.TRIALS.header().stream().map(first::text).toList());
            Files.writeString(
                    directory.path().resolve("trials.csv"), row + "\n", java.nio.file.StandardOpenOption.APPEND);
            directory.writeSummary(List.of());
            directory.writeSummary(List.of());
        }
        List<Row> summary = CsvRows.read(folder.resolve("run"), Schema.SUMMARY);
        assertThat(summary).hasSize(1);
        assertThat(summary.get(0).text("updates_to_solve_median")).isEqualTo("100");
        assertThat(folder.resolve("run/summary.csv.tmp")).doesNotExist();
    }

    @Test
    void aTrialWhoseEngineNeverStartedIsOfTheCellThatWasPlanned() {
        Row started = trial("20", 1, "threads", "2", "device", "GPU", "engine_native", "nd4j", "solved", "true");
        Row died = trial("20", 2, "device", "host", "status", "out_of_memory");
        assertThat(CellSummary.of(List.of(died, started))).hasSize(1);
        CellSummary cell = CellSummary.of(List.of(died, started)).get(0);
        assertThat(cell.trials()).hasSize(2);
        assertThat(cell.param("threads")).isEqualTo("2");
        assertThat(cell.solved()).isEqualTo(1);
        Row otherThreads = trial("20", 3, "threads", "1", "device", "GPU", "engine_native", "nd4j");
        assertThat(CellSummary.of(List.of(started, otherThreads, died)))
                .as("two could be meant")
                .hasSize(3);
        Row diedAtTwo = trial("20", 4, "threads", "2", "device", "host", "status", "crashed");
        assertThat(CellSummary.of(List.of(started, otherThreads, diedAtTwo)))
                .as("its threads were asked for")
                .extracting(sum -> sum.trials().size())
                .containsExactly(2, 1);
    }

    @Test
    void medianAndIntervalAreOfTrialsThatEndedOk() {
        List<Row> trials = new ArrayList<>();
        for (int seed = 1; seed <= 5; seed++) {
            trials.add(trial("20", seed, "fit_p50_us", "50"));
            trials.add(trial("20", seed, "fit_p50_us", "5000", "status", "timeout"));
        }
        CellSummary cell = new CellSummary(trials);
        assertThat(cell.median("fit_p50_us")).hasValue(50);
        assertThat(cell.medianInterval("fit_p50_us")).contains(new Interval(50, 50));
        assertThat(cell.ok()).hasSize(5);
    }

    @Test
    void trialsOfAnotherBudgetAreAnotherCellAndNamedByItOnlyWhereNothingElseTells() {
        List<Row> rows = List.of(
                withTraining(trial("20", 1), "100", "updates"),
                withTraining(trial("20", 1), "900", "updates"),
                withTraining(trial("64", 1), "900", "solved"));
        List<CellSummary> cells = CellSummary.of(rows);
        assertThat(cells).hasSize(3);
        assertThat(CellSummary.varying(cells, CellSummary::param)).containsExactly("hidden", "budget_updates");
        assertThat(CellSummary.varying(cells.subList(1, 3), CellSummary::param)).containsExactly("hidden");
    }

    @Test
    void aRowOfAnOlderFileIsOfTheCellThatTheRunGoesOnWith() {
        Row old = trial("20", 1, "threads", "1");
        Row resumed = withTraining(trial("20", 2, "threads", "1"), "100", "updates");
        assertThat(CellSummary.of(List.of(old, resumed))).hasSize(1);
        Row died = trial("20", 3, "status", "crashed");
        assertThat(CellSummary.of(List.of(died, old, resumed))).hasSize(1);
        assertThat(CellSummary.of(List.of(resumed)).get(0).training()).isEqualTo("100 updates");
        assertThat(CellSummary.of(List.of(old, trial("20", 3, "threads", "1")))).hasSize(1);
    }

    private static Row withTraining(Row trial, String updates, String until) {
        Map<String, String> fields = new HashMap<>(trial.fields());
        fields.putAll(Map.of("budget_updates", updates, "until", until));
        return trial.with(fields);
    }

    @Test
    void updatesAreFixedUnlessASolutionEndedThem() {
        assertThat(new CellSummary(List.of(trial("20", 1, "updates", "300"), trial("20", 2, "updates", "300")))
                        .fixedUpdates())
                .hasValue(300);
        assertThat(new CellSummary(List.of(trial("20", 1, "updates", "300"), trial("20", 2, "updates", "280")))
                        .fixedUpdates())
                .isEmpty();
        Row solved = trial("20", 1, "updates", "260", "solved", "true", "updates_to_solve", "260");
        assertThat(new CellSummary(List.of(solved)).fixedUpdates()).isEmpty();
    }
}
