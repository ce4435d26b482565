package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.document.Highlights;
import io.lagbench.harness.document.Paragraph;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.stats.Medians;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.workloads.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The task {@code original} beside the tutorial it comes from: the falling loss, the share of seeds with every answer
 * right, the loss as the tutorial prints it, and the tutorial's own closing lines.
 */
public final class TutorialReport {
    private static final String TASK = "original";
    private static final int SEQUENCES_PER_EPOCH = 2;
    private static final int ANSWERS = 8;

    /** Epochs the tutorial trains for, and the loss of sequence 1 that it prints after them. */
    private static final int TUTORIAL_EPOCHS = 250;

    private static final double TUTORIAL_LOSS = 0.0925;
    private static final int CURVE_STEP_EPOCHS = 50;
    private static final int MOST_HIGHLIGHTS = 4;

    private final RunData data;
    private final List<Cell> trained;
    private final List<List<Row>> cells;
    private final List<String> naming;

    /** @param data rows of a run */
    public TutorialReport(RunData data) {
        this.data = data;
        this.trained = data.cells().stream()
                .filter(cell -> cell.param("task").equals(TASK) && cell.judged() > 0)
                .filter(cell -> hasFloors(cell.trials().get(0)))
                .filter(cell -> cell.trials().stream()
                        .anyMatch(trial -> !learning(trial).isEmpty()))
                .toList();
        this.cells = trained.stream().map(Cell::trials).toList();
        List<String> columns = new ArrayList<>(CellNames.columns(trained));
        if (!columns.contains("regime")) {
            columns.add("regime");
        }
        this.naming = columns;
    }

    /** Whether the run trained the original task. */
    public boolean applies() {
        return !cells.isEmpty();
    }

    /** The median loss over seeds, every 50 epochs, one column a cell. */
    DataTable fallingLoss() {
        TreeSet<Integer> epochs = new TreeSet<>();
        cells.forEach(cell -> cell.forEach(trial -> learning(trial).forEach(row -> epochs.add(epoch(row)))));
        List<String> header = new ArrayList<>(List.of("epoch"));
        cells.forEach(cell -> header.add("loss, " + name(cell)));
        DataTable table = new DataTable(header);
        for (int epoch : epochs) {
            if (epoch % CURVE_STEP_EPOCHS == 0 || epoch == epochs.last()) {
                List<String> line = new ArrayList<>(List.of(Integer.toString(epoch)));
                cells.forEach(cell -> line.add(Numbers.fixed(Medians.median(at(cell, epoch, "loss")), 4)));
                table.row(line);
            }
        }
        return table;
    }

    /** How many seeds learned the task, by cell; none where there are too many cells to be looked at one by one. */
    List<Highlights.Item> highlights() {
        if (trained.size() > MOST_HIGHLIGHTS) {
            return List.of();
        }
        return trained.stream()
                .map(cell -> new Highlights.Item(
                        cell.solvedOf(), "seeds learned the tutorial's task: " + name(cell.trials())))
                .toList();
    }

    /** The tables, and what to read in them. */
    List<Block> blocks() {
        return List.of(fallingLoss(), seeds(), new Paragraph(reading()));
    }

    /** Seeds with 8 of 8, the tutorial's loss and the recall margin, at 250 epochs and at the end. */
    public DataTable seeds() {
        DataTable table = new DataTable(List.of(
                "original",
                "epochs",
                "trials",
                "8 of 8",
                "loss of sequence 1 as the tutorial prints it, median [range]",
                "recall margin, median [range]"));
        for (List<Row> cell : cells) {
            for (int epoch : reportedEpochs(cell)) {
                double[] accuracy = at(cell, epoch, "accuracy");
                long right = Arrays.stream(accuracy).filter(a -> a == 1).count();
                table.row(List.of(
                        name(cell),
                        Integer.toString(epoch),
                        Integer.toString(accuracy.length),
                        right + " of " + accuracy.length,
                        sequenceBySequence(cell) ? Numbers.medianAndRange(at(cell, epoch, "epoch_first_loss"), 4) : "",
                        Numbers.medianAndRange(at(cell, epoch, "recall_margin"), 3)));
            }
        }
        return table;
    }

    /** What the tutorial prints, and what it proves. */
    public String reading() {
        Row trial = cells.get(0).get(0);
        return String.format(
                Locale.ROOT,
                "The tutorial prints %.4f after %d epochs, one run. Without memory the best is an accuracy of"
                        + " %.0f/%d and a loss of %.4f: only the eighth answer proves memory, and a loss"
                        + " above that floor proves nothing.",
                TUTORIAL_LOSS,
                TUTORIAL_EPOCHS,
                trial.number("accuracy_floor").orElseThrow() * ANSWERS,
                ANSWERS,
                trial.number("loss_floor").orElseThrow());
    }

    /**
     * The closing lines of the tutorial, for the first seed of each cell, after 250 epochs or, in a shorter run, at its
     * end.
     *
     * @param evaluations evaluations by trial id
     */
    public String closingLines(Map<String, List<TrialEvent.Evaluated>> evaluations) {
        StringBuilder text = new StringBuilder();
        for (List<Row> cell : cells) {
            Row trial = cell.get(0);
            List<TrialEvent.Evaluated> seen = evaluations.getOrDefault(trial.text("trial_id"), List.of());
            if (seen.isEmpty()) {
                continue;
            }
            TrialEvent.Evaluated shown = seen.stream()
                    .filter(e -> e.sequences() == (long) TUTORIAL_EPOCHS * SEQUENCES_PER_EPOCH)
                    .findFirst()
                    .orElse(seen.get(seen.size() - 1));
            text.append(String.format(
                    Locale.ROOT,
                    "%s, seed %s, after %d epochs:%n",
                    name(cell),
                    trial.text("seed"),
                    shown.sequences() / SEQUENCES_PER_EPOCH));
            for (int s = 0; s < shown.answers().size(); s++) {
                Answer answers = shown.answers().get(s);
                text.append("Sequence ").append(s + 1).append('\n');
                for (int step = 0; step < answers.inputs().size(); step++) {
                    text.append(String.format(
                            Locale.ROOT,
                            "X=%.1f y=%.1f, yhat=%.1f%n",
                            Double.parseDouble(answers.inputs().get(step)),
                            Double.parseDouble(answers.targets().get(step)),
                            Double.parseDouble(answers.predicted().get(step))));
                }
            }
            text.append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** Whether the first fit of an epoch is on sequence 1 alone, as in the tutorial. */
    private static boolean sequenceBySequence(List<Row> cell) {
        return cell.get(0).text("batch").equals("1");
    }

    private String name(List<Row> cell) {
        return naming.stream()
                .map(column -> cell.get(0).fields().getOrDefault(column, ""))
                .collect(Collectors.joining(", "));
    }

    private TreeSet<Integer> reportedEpochs(List<Row> cell) {
        TreeSet<Integer> epochs = new TreeSet<>();
        for (Row trial : cell) {
            for (Row row : learning(trial)) {
                if (epoch(row) == TUTORIAL_EPOCHS) {
                    epochs.add(TUTORIAL_EPOCHS);
                }
            }
            lastEvaluation(trial).ifPresent(row -> epochs.add(epoch(row)));
        }
        return epochs;
    }

    private Optional<Row> lastEvaluation(Row trial) {
        List<Row> rows = learning(trial);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1));
    }

    private double[] at(List<Row> cell, int epoch, String column) {
        return cell.stream()
                .flatMap(trial -> learning(trial).stream().filter(row -> epoch(row) == epoch))
                .map(row -> row.available(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    private static boolean hasFloors(Row trial) {
        return trial.number("accuracy_floor").isPresent()
                && trial.number("loss_floor").isPresent();
    }

    private List<Row> learning(Row trial) {
        return data.learning(trial).stream()
                .filter(row -> row.number("sequences").isPresent())
                .toList();
    }

    private static int epoch(Row learning) {
        return (int) (learning.number("sequences").orElseThrow() / SEQUENCES_PER_EPOCH);
    }
}
