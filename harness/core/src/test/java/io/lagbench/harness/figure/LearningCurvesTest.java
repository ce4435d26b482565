package io.lagbench.harness.figure;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningCurvesTest {
    private static final List<Row> OF_A = List.of(evaluation(0, 1), evaluation(10, 1));
    private static final List<Row> OF_B = List.of(evaluation(0, 0), evaluation(10, 0), evaluation(20, 0));

    private static Row evaluation(int update, double recallAccuracy) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("update", Integer.toString(update));
        fields.put("recall_accuracy", Double.toString(recallAccuracy));
        return new Row("rows of a test", fields);
    }

    private static List<Point> points(Object... columnsOfA) {
        Map<String, Object> columns = new LinkedHashMap<>(Map.of("trial_id", "a"));
        for (int i = 0; i < columnsOfA.length; i += 2) {
            columns.put((String) columnsOfA[i], columnsOfA[i + 1]);
        }
        Object[] a = columns.entrySet().stream()
                .flatMap(column -> List.of(column.getKey(), column.getValue()).stream())
                .toArray();
        RunData data = new RunData(List.of(trial(a), trial("trial_id", "b")), Map.of("a", OF_A, "b", OF_B), Map.of());
        LearningCurves curves = LearningCurves.of(data.cells(), data).orElseThrow();
        assertThat(curves.measure()).isEqualTo("recall accuracy");
        assertThat(curves.chart().series()).hasSize(1);
        return curves.chart().series().get(0).points();
    }

    @Test
    void failedTrialLeavesTheCurveWhereItEnds() {
        assertThat(points("status", "diverged"))
                .containsExactly(new Point(0, 0.5, 0, 1), new Point(10, 0.5, 0, 1), Point.of(20, 0));
    }

    @Test
    void solvedTrialKeepsItsLastValue() {
        assertThat(points("solved", "true"))
                .containsExactly(new Point(0, 0.5, 0, 1), new Point(10, 0.5, 0, 1), new Point(20, 0.5, 0, 1));
    }
}
