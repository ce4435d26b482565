package io.lagbench.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static Row trial(String id, String... pairs) {
        Map<String, String> fields = new HashMap<>();
        Schema.trials().header().forEach(column -> fields.put(column, ""));
        fields.putAll(Map.of(
                "trial_id",
                id,
                "task",
                "original",
                "batch",
                "1",
                "status",
                "ok",
                "accuracy_floor",
                "0.875",
                "loss_floor",
                "0.0693147"));
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return new Row("rows of a test", fields);
    }

    private static Row learning(int epoch, double loss, double accuracy, double first, double margin) {
        Map<String, String> fields = new HashMap<>();
        fields.put("sequences", Integer.toString(2 * epoch));
        fields.put("loss", Double.toString(loss));
        fields.put("accuracy", Double.toString(accuracy));
        fields.put("epoch_first_loss", Double.toString(first));
        fields.put("recall_margin", Double.toString(margin));
        return new Row("rows of a test", fields);
    }

    private static RunData data() {
        List<Row> trials = new ArrayList<>();
        Map<String, List<Row>> learning = new LinkedHashMap<>();
        for (int seed = 1; seed <= 3; seed++) {
            String id = "t" + seed;
            trials.add(trial(
                    id,
                    "regime",
                    "full",
                    "seed",
                    Integer.toString(seed),
                    "solved",
                    "true",
                    "fit_p50_us",
                    seed + "000.4"));
            learning.put(
                    id,
                    List.of(
                            learning(0, 0.7, 0.25, 0.7, -0.1),
                            learning(250, 0.1 * seed, seed == 2 ? 0.875 : 1, 0.09 + 0.001 * seed, 0.1 * seed),
                            learning(650, 0.01 * seed, 1, 0.01, 0.9)));
        }
        Map<String, List<Row>> latency = Map.of(
                "t1",
                List.of(
                        latency("fit", "warmup", 2, 9000),
                        latency("fit", "measurement", 10, 1000),
                        latency("forward", "measurement", 10, 250),
                        latency("backward", "measurement", 10, 400),
                        latency("output_and_loss", "measurement", 10, 150),
                        latency("updater", "measurement", 10, 120),
                        latency("framework", "measurement", 10, 80),
                        latency("encode", "measurement", 10, 7)),
                "t2",
                List.of(
                        latency("fit", "measurement", 30, 3000),
                        latency("forward", "measurement", 30, 750),
                        latency("backward", "measurement", 30, 1200),
                        latency("output_and_loss", "measurement", 30, 450),
                        latency("updater", "measurement", 30, 360),
                        latency("framework", "measurement", 30, 240),
                        latency("encode", "measurement", 30, 7)));
        return new RunData(trials, learning, latency);
    }

    private static Row latency(String stage, String phase, int count, double meanMicros) {
        return new Row(
                "rows of a test",
                Map.of("stage", stage, "phase", phase, "count", "" + count, "mean_us", Double.toString(meanMicros)));
    }

    @Test
    void fitPartsAreSharesOfTheMeanFit() {
        assertThat(FitPartsTable.of(data()).markdown())
                .containsPattern("\\| +2500 \\| +25 % \\| +40 % \\| +15 % \\| +12 % \\| +8 % \\| +7 \\|");
        assertThat(FitPartsTable.of(new RunData(data().trials(), Map.of(), Map.of()))
                        .body())
                .isEmpty();
    }

    @Test
    void seedTableShowsLossBesideTheTutorials() {
        TutorialReport tutorial = new TutorialReport(data());
        String text = tutorial.seeds().markdown() + tutorial.reading();
        assertThat(text)
                .containsPattern(
                        "full +\\| +250 \\| +3 \\| 2 of 3 \\| +0.0920 \\[0.0910, 0.0930\\] \\| +0.200 \\[0.100, 0.300\\]")
                .containsPattern("full +\\| +650 \\| +3 \\| 3 of 3 \\|")
                .contains("0.0925")
                .contains("7/8 and a loss of 0.0693")
                .contains("only the eighth answer proves memory");
    }

    @Test
    void lossTableHasARowEveryFiftyEpochs() {
        assertThat(new TutorialReport(data()).fallingLoss().markdown())
                .containsPattern("\\| +0 \\| +0.7000 \\|")
                .containsPattern("\\| +250 \\| +0.2000 \\|")
                .containsPattern("\\| +650 \\| +0.0200 \\|");
    }

    @Test
    void cellTableShowsMediansInAnyLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(CellTable.learnedAndCost(data()).markdown())
                    .contains("3 of 3")
                    .containsPattern("\\| +2000 \\|")
                    .contains("0.8750");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void failedTrialsAreListedWithTheirError() {
        RunData failed =
                new RunData(List.of(trial("t", "status", "crashed", "error", "signal | 11")), Map.of(), Map.of());
        assertThat(RunReport.results(failed, List.of())).contains("crashed").contains("signal | 11");
    }
}
