package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plot.Axis;
import io.lagbench.harness.plot.Chart;
import io.lagbench.harness.plot.Point;
import io.lagbench.harness.plot.Scale;
import io.lagbench.harness.plot.Series;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Medians;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Did it learn, and does it really remember? */
final class LearningSections {
    /** Tasks whose curves are drawn. */
    private static final int MOST_TASKS = 4;

    /** Ratio of updates from which on the axis is logarithmic. */
    private static final double WIDE = 8;

    /** Evaluations of a curve that are drawn. */
    private static final int MOST_POINTS = 60;

    private LearningSections() {}

    /** Learning curves, accuracy and effort against lag, and a line a cell. */
    static Section learned(RunData data) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph("The floor is the best that a predictor without memory can do on"
                + " average; accuracy at it proves nothing. [95 %] is the Wilson score interval of the share that is"
                + " solved; to solve: median and range of those that are solved."));
        Map<String, List<Cell>> tasks = data.summaries().stream()
                .collect(Collectors.groupingBy(cell -> cell.param("task"), LinkedHashMap::new, Collectors.toList()));
        tasks.entrySet().stream()
                .limit(MOST_TASKS)
                .forEach(task -> curves(task.getKey(), task.getValue(), data).ifPresent(blocks::add));
        accuracyAgainstLag(data.summaries(), blocks);
        effortAgainstLag(data.summaries(), blocks);
        blocks.add(CellTable.learned(data));
        TutorialReport tutorial = new TutorialReport(data);
        if (tutorial.applies()) {
            blocks.add(new Paragraph("The original task beside the tutorial it comes from:"));
            blocks.addAll(tutorial.blocks());
        }
        return new Section("learned", "Did it learn?", blocks);
    }

    /** The proofs of memory of what is solved. */
    static Section remembers(RunData data) {
        List<Block> blocks = new ArrayList<>();
        boolean any = data.summaries().stream().anyMatch(cell -> cell.proofs() > 0);
        blocks.add(new Paragraph(
                any
                        ? "For what is solved: flip is the share of answers that follow when only the informative symbol"
                                + " becomes another, blank the accuracy without that symbol (chance, if the answer comes"
                                + " from memory), swap the accuracy when symbols that do not matter trade places. A trial"
                                + " remembers if flip and swap reach 0.99 while blank stays at chance."
                        : "No trial that is solved has a proof of memory."));
        if (any) {
            blocks.add(CellTable.proofs(data));
        }
        return new Section("remembers", "Does it really remember?", blocks);
    }

    private static Optional<Block> curves(String task, List<Cell> all, RunData data) {
        List<Cell> cells = all.stream()
                .filter(cell -> cell.trials().stream()
                        .anyMatch(trial -> learning(data, trial).size() > 1))
                .toList();
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        List<Cell> drawn = SweptLines.evenly(cells, SweptLines.MOST);
        String measure = cells.stream()
                        .flatMap(cell -> cell.trials().stream())
                        .flatMap(trial -> learning(data, trial).stream())
                        .anyMatch(row -> row.number("recall_accuracy").isPresent())
                ? "recall_accuracy"
                : "accuracy";
        List<String> names = CellNames.names(drawn);
        List<Series> series = IntStream.range(0, drawn.size())
                .mapToObj(c -> new Series(names.get(c), Series.Kind.CURVE, curve(data, drawn.get(c), measure)))
                .toList();
        String label = measure.replace('_', ' ');
        boolean wide = isWide(series);
        return Optional.of(new Figure(
                "learning-" + fileName(task),
                "Task " + task + ": " + label + " while it is trained, median over trials and their range"
                        + (drawn.size() < cells.size() ? "; " + drawn.size() + " of " + cells.size() + " cells" : "")
                        + ". A trial that was solved and ended keeps its last value; any other counts while it lasts.",
                new Chart(
                        "",
                        new Axis("updates", wide ? Scale.LOG10 : Scale.LINEAR),
                        new Axis(label, Scale.SHARE),
                        wide ? withoutZero(series) : series,
                        Floors.of(floors(
                                        drawn,
                                        measure.equals("accuracy") ? "accuracy_floor" : "recall_floor",
                                        cell -> 0))
                                .lines())));
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
            learning(data, trial)
                    .forEach(row -> row.number("update").stream()
                            .filter(Scale.LINEAR::hasPlace)
                            .forEach(updates::add));
        }
        List<Point> points = new ArrayList<>();
        for (double update : SweptLines.evenly(List.copyOf(updates), MOST_POINTS)) {
            double[] values = cell.trials().stream()
                    .map(trial -> upTo(trial, learning(data, trial), update, measure))
                    .flatMapToDouble(OptionalDouble::stream)
                    .toArray();
            if (values.length > 0) {
                double median = Medians.median(values).orElseThrow();
                double low = Arrays.stream(values).min().orElseThrow();
                double high = Arrays.stream(values).max().orElseThrow();
                points.add(new Point(update, median, low, high));
            }
        }
        return points;
    }

    /** The last value of a trial up to an update; after its end only if it was solved. */
    private static OptionalDouble upTo(Row trial, List<Row> rows, double update, String measure) {
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

    private static List<Row> learning(RunData data, Row trial) {
        return data.learning().getOrDefault(trial.text("trial_id"), List.of());
    }

    private static void accuracyAgainstLag(List<Cell> cells, List<Block> blocks) {
        SweptLines lines = SweptLines.of(cells, "lag", Metrics.RECALL_ACCURACY, Scale.SHARE, SweptLines.TUNED);
        if (!lines.series().isEmpty()) {
            Floors floors = Floors.of(floors(
                    lines.cells(),
                    "recall_floor",
                    cell -> SweptLines.size(cell, "lag").orElseThrow()));
            blocks.add(new Figure(
                    "recall-by-lag",
                    "Recall accuracy at the end of training against the lag"
                            + (floors.isEmpty() ? "." : "; dashed: the floor.") + lines.note(),
                    new Chart(
                            "",
                            new Axis("lag, steps", Scale.LOG10),
                            new Axis("recall accuracy", Scale.SHARE),
                            floors.with(lines.series()),
                            floors.lines())));
        }
    }

    private static void effortAgainstLag(List<Cell> cells, List<Block> blocks) {
        SweptLines lines = SweptLines.of(cells, "lag", Metrics.SEQUENCES_TO_SOLVE, Scale.LOG10, SweptLines.TUNED);
        if (!lines.series().isEmpty()) {
            blocks.add(new Figure(
                    "sequences-by-lag",
                    "Sequences until the task was solved against the lag, of the trials that solved it." + lines.note(),
                    new Chart(
                            "",
                            new Axis("lag, steps", Scale.LOG10),
                            new Axis("sequences to solve", Scale.LOG10),
                            lines.series(),
                            List.of())));
        }
    }

    private static List<Point> floors(List<Cell> cells, String column, ToDoubleFunction<Cell> place) {
        return cells.stream()
                .filter(cell -> cell.median(column).isPresent())
                .map(cell ->
                        Point.of(place.applyAsDouble(cell), cell.median(column).getAsDouble()))
                .toList();
    }

    /** A name that any file system takes. */
    static String fileName(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
