package io.lagbench.harness.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.Table;
import io.lagbench.harness.stats.Interval;
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
        Schema.trials().header().forEach(column -> fields.put(column, ""));
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

    private static Map<String, String> summary(Cell cell) {
        Table<SummaryTable.Row> table = SummaryTable.of(List.of(cell));
        List<String> fields = table.fields(SummaryTable.Row.of(cell));
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            row.put(table.header().get(i), fields.get(i));
        }
        return row;
    }

    @Test
    void trialsDifferingOnlyInSeedFormOneCell() {
        List<Cell> cells = Cell.of(rows());
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
    void medianIsOverAvailableValues() {
        Map<String, String> first = summary(Cell.of(rows()).get(0));
        assertThat(first)
                .as("of the solved")
                .containsEntry("updates_to_solve_median", "200")
                .containsEntry("updates_to_solve_low", "")
                .containsEntry("fit_p50_us_median", "4500")
                .containsEntry("fit_p50_us_low", "")
                .containsEntry("recall_margin_median", "");
    }

    @Test
    void failedTrialIsNotSolved() {
        Cell cell = new Cell(List.of(
                trial("20", 1, "solved", "true", "updates_to_solve", "100", "status", "diverged"),
                trial("20", 2, "solved", "true", "updates_to_solve", "300")));
        assertThat(cell.solved()).isEqualTo(1);
        assertThat(cell.median(Metrics.UPDATES_TO_SOLVE)).hasValue(300);
    }

    @Test
    void failedCellHasCountsButNoMedians() {
        Map<String, String> second = summary(Cell.of(rows()).get(1));
        assertThat(second)
                .containsEntry("trials", "1")
                .containsEntry("solved", "0")
                .containsEntry("solved_low", "0")
                .containsEntry("final_loss_median", "");
        assertThat(second.get("solved_high")).startsWith("0.793");
    }

    @Test
    void missingColumnIsNotAvailable() {
        Map<String, String> fields = new HashMap<>(rows().get(0).fields());
        fields.remove("peak_device_mb");
        Cell cell = new Cell(List.of(new Row("rows of a test", fields)));
        assertThat(cell.median(Metrics.find("peak_device_mb").orElseThrow())).isEmpty();
        assertThat(cell.solvedInterval().orElseThrow().low())
                .as("1 of 1 solved")
                .isCloseTo(0.2065, within(1e-4));
    }

    @Test
    void columnsAreCellThenSolvedThenMetrics() {
        List<String> header = SummaryTable.of(List.of()).header();
        assertThat(header).doesNotHaveDuplicates().startsWith("schema_version", "task", "length");
        assertThat(header).containsSequence("shuffle", "trials", "solved", "solved_low", "solved_high");
        assertThat(header).containsSequence("accuracy_median", "accuracy_low", "accuracy_high");
        assertThat(header)
                .as("columns that came later stand behind the others")
                .containsSequence(
                        "peak_device_mb_high",
                        "budget_updates",
                        "budget_epochs",
                        "budget_minutes",
                        "until",
                        "cell_id",
                        "energy_j_median");
        Metrics.summarized().forEach(metric -> assertThat(header).contains(metric.name() + "_median"));
    }

    @Test
    void settingsWithoutAColumnDistinguishCells() {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            rows.add(withSetting(trial("20", seed, "solved", Boolean.toString(seed < 3)), "set_evaluate_every", "5"));
            rows.add(withSetting(trial("20", seed, "solved", Boolean.toString(seed < 2)), "set_evaluate_every", "30"));
        }
        List<Cell> cells = Cell.of(rows);
        assertThat(cells).extracting(Cell::solved).containsExactly(2, 1);
        assertThat(CellNames.columns(cells)).containsExactly("set_evaluate_every");
        assertThat(CellNames.names(cells)).containsExactly("evaluate every 5", "evaluate every 30");
        assertThat(cells).extracting(Cell::id).doesNotHaveDuplicates();
        assertThat(SummaryTable.of(cells).header()).endsWith("set_evaluate_every");
        assertThat(summary(cells.get(1))).containsEntry("set_evaluate_every", "30");
    }

    private static Row withSetting(Row trial, String column, String value) {
        Map<String, String> fields = new HashMap<>(trial.fields());
        fields.put(column, value);
        return trial.with(fields);
    }

    @Test
    void trialWithoutEngineJoinsItsPlannedCell() {
        Row started = trial("20", 1, "threads", "2", "device", "GPU", "engine_native", "nd4j", "solved", "true");
        Row died = trial("20", 2, "device", "host", "status", "out_of_memory");
        assertThat(Cell.of(List.of(died, started))).hasSize(1);
        Cell cell = Cell.of(List.of(died, started)).get(0);
        assertThat(cell.trials()).hasSize(2);
        assertThat(cell.param("threads")).isEqualTo("2");
        assertThat(cell.solved()).isEqualTo(1);
        Row otherThreads = trial("20", 3, "threads", "1", "device", "GPU", "engine_native", "nd4j");
        assertThat(Cell.of(List.of(started, otherThreads, died)))
                .as("two could be meant")
                .hasSize(3);
        Row diedAtTwo = trial("20", 4, "threads", "2", "device", "host", "status", "crashed");
        assertThat(Cell.of(List.of(started, otherThreads, diedAtTwo)))
                .as("its threads were asked for")
                .extracting(sum -> sum.trials().size())
                .containsExactly(2, 1);
    }

    @Test
    void medianAndIntervalIgnoreFailedTrials() {
        List<Row> trials = new ArrayList<>();
        for (int seed = 1; seed <= 5; seed++) {
            trials.add(trial("20", seed, "fit_p50_us", "50"));
            trials.add(trial("20", seed, "fit_p50_us", "5000", "status", "timeout"));
        }
        Cell cell = new Cell(trials);
        assertThat(cell.median(Metrics.FIT_P50)).hasValue(50);
        assertThat(cell.medianInterval(Metrics.FIT_P50)).contains(new Interval(50, 50));
        assertThat(cell.ok()).hasSize(5);
    }

    @Test
    void budgetNamesCellsOnlyIfNothingElseDiffers() {
        List<Row> rows = List.of(
                withTraining(trial("20", 1), "100", "updates"),
                withTraining(trial("20", 1), "900", "updates"),
                withTraining(trial("64", 1), "900", "solved"));
        List<Cell> cells = Cell.of(rows);
        assertThat(cells).hasSize(3);
        assertThat(CellNames.columns(cells)).containsExactly("hidden", "budget_updates");
        assertThat(CellNames.columns(cells.subList(1, 3))).containsExactly("hidden");
    }

    @Test
    void rowWithoutBudgetJoinsTheResumedCell() {
        Row old = trial("20", 1, "threads", "1");
        Row resumed = withTraining(trial("20", 2, "threads", "1"), "100", "updates");
        assertThat(Cell.of(List.of(old, resumed))).hasSize(1);
        Row died = trial("20", 3, "status", "crashed");
        assertThat(Cell.of(List.of(died, old, resumed))).hasSize(1);
        assertThat(Cell.of(List.of(resumed)).get(0).training()).isEqualTo("100 updates");
        assertThat(Cell.of(List.of(old, trial("20", 3, "threads", "1")))).hasSize(1);
    }

    private static Row withTraining(Row trial, String updates, String until) {
        Map<String, String> fields = new HashMap<>(trial.fields());
        fields.putAll(Map.of("budget_updates", updates, "until", until));
        return trial.with(fields);
    }

    @Test
    void fixedUpdatesAreEmptyIfSolvingEndedTraining() {
        assertThat(new Cell(List.of(trial("20", 1, "updates", "300"), trial("20", 2, "updates", "300"))).fixedUpdates())
                .hasValue(300);
        assertThat(new Cell(List.of(trial("20", 1, "updates", "300"), trial("20", 2, "updates", "280"))).fixedUpdates())
                .isEmpty();
        Row solved = trial("20", 1, "updates", "260", "solved", "true", "updates_to_solve", "260");
        assertThat(new Cell(List.of(solved)).fixedUpdates()).isEmpty();
    }
}
