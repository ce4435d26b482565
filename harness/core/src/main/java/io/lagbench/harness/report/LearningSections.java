package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.LongestLags;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.chart.Axis;
import io.lagbench.harness.chart.Scale;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Figure;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.figure.Floors;
import io.lagbench.harness.figure.LearningCurves;
import io.lagbench.harness.figure.SweepSeries;
import io.lagbench.harness.metric.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Did it learn, and does it really remember? */
final class LearningSections {
    /** Tasks whose curves are drawn. */
    private static final int MOST_TASKS = 4;

    private static final String LAG = "lag";
    private static final Axis LAG_AXIS = new Axis("lag, steps", Scale.LOG10);

    private LearningSections() {}

    /** Learning curves, accuracy and effort against lag, and a line a cell. */
    static Section learned(RunData data) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph("The floor is the best that a predictor without memory can do on"
                + " average; accuracy at it proves nothing. [95 %] is the Wilson score interval of the share that is"
                + " solved; to solve: median and range of those that are solved."));
        List<Cell> judged = data.judgedCells();
        Map<String, List<Cell>> tasks = judged.stream()
                .collect(Collectors.groupingBy(cell -> cell.param("task"), LinkedHashMap::new, Collectors.toList()));
        tasks.entrySet().stream()
                .limit(MOST_TASKS)
                .forEach(task -> LearningCurves.of(task.getValue(), data)
                        .ifPresent(curves -> blocks.add(curves(task.getKey(), curves))));
        accuracyAgainstLag(judged).ifPresent(blocks::add);
        effortAgainstLag(judged).ifPresent(blocks::add);
        DataTable learned = CellTable.learned(data);
        if (!learned.isEmpty()) {
            blocks.add(learned);
        }
        LongestLags.of(data.cells()).forEach(search -> blocks.add(new Paragraph(search.text())));
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
        boolean any = data.cells().stream().anyMatch(cell -> cell.proofs() > 0);
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

    private static Figure curves(String task, LearningCurves curves) {
        return new Figure(
                "learning-" + FigureNames.of(task),
                "How does task " + task + " come along?",
                "Task " + task + ": " + curves.measure()
                        + " while it is trained, median over trials and their range"
                        + (curves.drawn() < curves.cells()
                                ? "; " + curves.drawn() + " of " + curves.cells() + " cells"
                                : "")
                        + ". A trial that was solved and ended keeps its last value; any other counts while it lasts.",
                curves.chart());
    }

    private static Optional<Figure> accuracyAgainstLag(List<Cell> cells) {
        SweepSeries sweeps = SweepSeries.of(cells, LAG, Metrics.RECALL_ACCURACY, Scale.SHARE, SweepSeries.TUNED);
        if (sweeps.isEmpty()) {
            return Optional.empty();
        }
        Floors floors = sweeps.floors(LAG, "recall_floor");
        return Optional.of(new Figure(
                "recall-by-lag",
                "How far back is it remembered?",
                "Recall accuracy at the end of training against the lag"
                        + (floors.isEmpty() ? "." : "; dashed: the floor.") + sweeps.note(),
                floors.behind(sweeps.series(), LAG_AXIS, new Axis("recall accuracy", Scale.SHARE))));
    }

    private static Optional<Figure> effortAgainstLag(List<Cell> cells) {
        SweepSeries sweeps = SweepSeries.of(cells, LAG, Metrics.SEQUENCES_TO_SOLVE, Scale.LOG10, SweepSeries.TUNED);
        return sweeps.isEmpty()
                ? Optional.empty()
                : Optional.of(new Figure(
                        "sequences-by-lag",
                        "How many sequences does a lag take?",
                        "Sequences until the task was solved against the lag, of the trials that solved it."
                                + sweeps.note(),
                        sweeps.chart(LAG_AXIS, new Axis("sequences to solve", Scale.LOG10))));
    }
}
