package io.lagbench.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.analysis.PublishedResults;
import io.lagbench.harness.plan.Suite;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PublishedSectionTest {

    private static Row trial(String id, String solved, String sequences) {
        Map<String, String> fields = new HashMap<>();
        Schema.trials().header().forEach(column -> fields.put(column, ""));
        fields.putAll(Map.of(
                "trial_id", id, "task", "hs97-2c", "status", "ok", "solved", solved, "sequences_to_solve", sequences));
        return new Row("rows of a test", fields);
    }

    private static Row unsolved(String id, int sequences, double loss) {
        Row trial = trial(id, "false", "");
        Map<String, String> fields = new HashMap<>(trial.fields());
        fields.putAll(Map.of(
                "sequences",
                Integer.toString(sequences),
                "final_loss",
                Double.toString(loss),
                "loss_floor",
                "0.25",
                "accuracy",
                "0.4"));
        return new Row("rows of a test", fields);
    }

    private static String text(List<PublishedResults> results) {
        return PublishedSection.blocks(results).stream()
                .map(block -> block.text())
                .collect(Collectors.joining("\n"));
    }

    private static PublishedResults results(String label, String relativeTo, double published, int first) {
        List<Row> trials = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            trials.add(trial(label + i, "true", Integer.toString(first + i)));
        }
        return new PublishedResults(
                new Suite.Published(label, Map.of("sequences_to_solve", published, "solved", 1.0), relativeTo), trials);
    }

    @Test
    void meanOverTheSolvedStandsBesideWhatIsPublishedWithItsRatio() {
        PublishedResults some = results("row 1", "", 51, 100);
        some = new PublishedResults(some.published(), new ArrayList<>(some.trials()));
        some.trials().add(trial("x", "false", ""));
        assertThat(text(List.of(some)))
                .containsPattern("\\| row 1 +\\| +1.00 \\| 5 of 6 \\[0.44, 0.97\\] \\| sequences to solve \\| +51.0 \\|"
                        + " 102 \\[10[01], 103\\] \\| 2.00 \\[1.9[78], 2.02\\] \\|")
                .doesNotContain("How much more");
    }

    @Test
    void resultsAreSetInRelationToOthers() {
        assertThat(text(List.of(results("row 1", "", 50, 100), results("row 2", "row 1", 200, 300))))
                .containsPattern(
                        "\\| row 2 +\\| row 1 +\\| sequences to solve \\| +4.00 \\| +2.96 \\[2.9[0-9], [23].[09][0-9]\\] \\|");
        assertThat(text(List.of(results("row 2", "row 1", 200, 300)))).doesNotContain("How much more");
    }

    @Test
    void whatIsUnsolvedHasNoMeanAndWhatIsNotPublishedNoTable() {
        PublishedResults unsolved = new PublishedResults(
                new Suite.Published("row 1", Map.of("sequences_to_solve", 50.0), ""), List.of(trial("a", "false", "")));
        assertThat(text(List.of(unsolved)))
                .containsPattern(
                        "\\| row 1 +\\| +\\| 0 of 1 \\[0.00, 0.79\\] \\| sequences to solve \\| +50.0 \\| +\\| +\\|");
        assertThat(PublishedSection.blocks(List.of())).isEmpty();
    }

    @Test
    void howFarTheUnsolvedGotStandsInATableOfTheirOwn() {
        PublishedResults some = new PublishedResults(
                new Suite.Published("row 1", Map.of("sequences_to_solve", 50.0), ""),
                List.of(
                        trial("a", "true", "7"),
                        unsolved("b", 1000, 0.00012345),
                        unsolved("c", 3000, 0.00032345),
                        unsolved("d", 2000, 0.00022345)));
        assertThat(text(List.of(some)))
                .contains("How far those got that were not solved")
                .containsPattern("\\| row 1 +\\| +3 of 4 +\\| +2000 \\| +0.000223 \\| +0.250 \\| +0.400 \\| +\\|");
        assertThat(text(List.of(results("row 1", "", 50, 100)))).doesNotContain("How far");
    }

    @Test
    void failedTrialsGotNowhere() {
        Map<String, String> failed = new HashMap<>(unsolved("a", 1000, 0.1).fields());
        failed.put("status", "failed");
        assertThat(text(List.of(new PublishedResults(
                        new Suite.Published("row 1", Map.of("solved", 1.0), ""),
                        List.of(new Row("rows of a test", failed))))))
                .contains("0 of 1")
                .doesNotContain("How far");
    }

    @Test
    void theyAreReadFromTheRunAndBelongToItsTrials() {
        Map<String, Object> run = Map.of(
                "published",
                List.of(
                        Map.of(
                                "trials",
                                List.of("a", "b"),
                                "results",
                                Map.of("label", "row 1", "values", Map.of("solved", 1.0), "relativeTo", "")),
                        Map.of("trials", "damaged")));
        StoredRun stored = new StoredRun(
                Path.of("run"),
                "run",
                run,
                Map.of(),
                List.of(trial("a", "true", "5"), trial("c", "true", "6")),
                Map.of(),
                List.of(),
                List.of(),
                "",
                List.of());
        List<PublishedResults> results = PublishedResults.of(stored);
        assertThat(results).hasSize(1);
        assertThat(results.get(0).trials())
                .extracting(row -> row.text("trial_id"))
                .containsExactly("a");
    }
}
