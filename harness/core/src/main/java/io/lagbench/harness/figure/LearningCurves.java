package io.lagbench.harness.figure;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Chart;
import io.lagbench.harness.chart.Point;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.chart.Series;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Accuracy while the cells of one task are trained: a curve a cell, the median over its trials with their range.
 *
 * @param chart the curves with their floors
 * @param measure what is drawn, as its axis names it
 * @param drawn how many cells are drawn
 * @param cells how many have a curve
 */
public record LearningCurves(Chart chart, String measure, int drawn, int cells) {
    /** Ratio of updates from which on the axis is logarithmic. */
    private static final double WIDE = 8;

    /** Evaluations of a curve that are drawn. */
    private static final int MOST_POINTS = 60;

    private static final String ACCURACY = "accuracy";
    private static final String RECALL_ACCURACY = "recall_accuracy";

    /** The curves; recall accuracy where any trial has it. Empty if no trial was evaluated more than once. */
    public static Optional<LearningCurves> of(List<Cell> cellsOfTask, RunData data) {
        List<Cell> cells = cellsOfTask.stream()
                .filter(cell -> cell.trials().stream()
                        .anyMatch(trial -> data.learning(trial).size() > 1))
                .toList();
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        List<Cell> drawn = EvenSample.of(cells, SweepSeries.MOST);
        String measure = cells.stream()
                        .flatMap(cell -> cell.trials().stream())
                        .flatMap(trial -> data.learning(trial).stream())
                        .anyMatch(row -> row.number(RECALL_ACCURACY).isPresent())
                ? RECALL_ACCURACY
                : ACCURACY;
        List<String> names = CellNames.names(drawn);
        List<Series> series = IntStream.range(0, drawn.size())
                .mapToObj(c -> new Series(names.get(c), Series.Kind.CURVE, curve(data, drawn.get(c), measure)))
                .toList();
        String label = measure.replace('_', ' ');
        boolean wide = isWide(series);
        return Optional.of(new LearningCurves(
                new Chart(
                        "",
                        new Axis("updates", wide ? Scale.LOG10 : Scale.LINEAR),
                        new Axis(label, Scale.SHARE),
                        wide ? withoutZero(series) : series,
                        Floors.of(drawn, measure.equals(ACCURACY) ? "accuracy_floor" : "recall_floor", cell -> 0)
                                .lines()),
                label,
                drawn.size(),
                cells.size()));
    }

    /** Whether some curves are over many times sooner than others. */
    private static boolean isWide(List<Series> curves) {
        double[] ends = curves.stream()
                .map(Series::points)
                .filter(points -> !points.isEmpty())
                .mapToDouble(points -> points.get(points.size() - 1).x())
                .toArray();
        return Arrays.stream(ends).max().orElse(0)
                > WIDE * Arrays.stream(ends).min().orElse(0);
    }

    /** What has a place on a logarithmic axis. */
    private static List<Series> withoutZero(List<Series> curves) {
        return curves.stream()
                .map(curve -> new Series(
                        curve.name(),
                        curve.kind(),
                        curve.points().stream().filter(point -> point.x() > 0).toList()))
                .toList();
    }

    private static List<Point> curve(RunData data, Cell cell, String measure) {
        TreeSet<Double> updates = new TreeSet<>();
        for (Row trial : cell.trials()) {
            data.learning(trial)
                    .forEach(row -> row.number("update").stream()
                            .filter(Scale.LINEAR::hasPlace)
                            .forEach(updates::add));
        }
        List<Point> points = new ArrayList<>();
        for (double update : EvenSample.of(List.copyOf(updates), MOST_POINTS)) {
            double[] values = cell.trials().stream()
                    .map(trial -> lastValue(trial, data.learning(trial), update, measure))
                    .flatMapToDouble(OptionalDouble::stream)
                    .toArray();
            if (values.length > 0) {
                points.add(MedianPoint.withRange(update, values));
            }
        }
        return points;
    }

    /** The last value of a trial up to an update; after its end only if it was solved. */
    private static OptionalDouble lastValue(Row trial, List<Row> rows, double update, String measure) {
        OptionalDouble last = OptionalDouble.empty();
        boolean over = true;
        for (Row row : rows) {
            OptionalDouble at = row.number("update");
            if (at.isPresent()
                    && at.getAsDouble() <= update
                    && row.number(measure).isPresent()) {
                last = row.number(measure);
            }
            over &= at.isEmpty() || at.getAsDouble() < update;
        }
        return over && !Cell.solved(trial) ? OptionalDouble.empty() : last;
    }
}
