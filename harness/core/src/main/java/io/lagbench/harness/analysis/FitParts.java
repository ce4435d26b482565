package io.lagbench.harness.analysis;

import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.results.CsvRows.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of a cell's fits goes: the means of the parts over all fits of all trials, which add up.
 *
 * @param cell whose fits
 * @param meanFitMicros mean of a whole fit
 * @param shares of it, from 0 to 1, in the order of {@link #NAMES}
 * @param encodeMicros mean of encoding the batch, which stands before the fit; NaN where it is not known
 */
public record FitParts(Cell cell, double meanFitMicros, List<Double> shares, double encodeMicros) {
    /** Names of the parts. */
    public static final List<String> NAMES = List.of("forward", "backward", "output, loss", "updater", "framework");

    private static final List<Stage> STAGES =
            List.of(Stage.FORWARD, Stage.BACKWARD, Stage.OUTPUT_AND_LOSS, Stage.UPDATER, Stage.FRAMEWORK);

    /** Those of every cell whose fits were measured in parts. */
    public static List<FitParts> of(RunData data) {
        List<FitParts> cells = new ArrayList<>();
        for (Cell cell : data.cells()) {
            double fit = mean(data, cell, Stage.FIT);
            List<Double> shares =
                    STAGES.stream().map(stage -> mean(data, cell, stage) / fit).toList();
            if (shares.stream().allMatch(Double::isFinite)) {
                cells.add(new FitParts(cell, fit, shares, mean(data, cell, Stage.ENCODE)));
            }
        }
        return cells;
    }

    /** Mean over all fits of a cell, in microseconds; NaN if there are none, or one is not known. */
    private static double mean(RunData data, Cell cell, Stage stage) {
        double sum = 0;
        double count = 0;
        for (Row trial : cell.ok()) {
            for (Row row : data.latency(trial)) {
                if (row.text("stage").equals(stage.label()) && row.text("phase").equals(Phase.MEASUREMENT.label())) {
                    double fits = row.number("count").orElse(Double.NaN);
                    sum += fits * row.number("mean_us").orElse(Double.NaN);
                    count += fits;
                }
            }
        }
        return sum / count;
    }
}
