package io.lagbench.harness.analysis;

import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.stats.PowerLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the time of a fit grows with its size: the exponents of a product of powers of time steps, batch and width, fitted to the
 * medians of cells that differ in nothing else.
 *
 * @param cells those that were fitted to
 * @param varying the sizes among {@link #SIZES} that vary, in the order of the exponents
 * @param law the product
 */
public record ScalingLaw(List<Cell> cells, List<String> varying, PowerLaw law) {
    /** Columns of trials.csv that hold the sizes. */
    public static final List<String> SIZES = List.of("time_steps", "batch", "hidden");

    /** Columns of a cell that hold them. */
    public static final List<String> CELL_COLUMNS = List.of("length", "batch", "hidden");

    /** Those of every group of cells with more shapes than coefficients. */
    public static List<ScalingLaw> of(List<Cell> all) {
        List<Measured> measured = new ArrayList<>();
        for (Cell cell : all) {
            OptionalDouble fit = cell.median(Metrics.FIT_P50);
            Measured point = new Measured(cell, fit.orElse(0));
            if (point.fit() > 0 && SIZES.stream().allMatch(size -> point.size(size) > 0)) {
                measured.add(point);
            }
        }
        return new Sweeps<Measured>(
                        Cell.columns(all),
                        (point, column) -> point.cell().param(column),
                        CELL_COLUMNS,
                        Sweeps.SIZE_DEPENDENT)
                .of(measured, point -> SIZES.stream().map(point::size).toList()).stream()
                        .flatMap(group -> fitted(group).stream())
                        .toList();
    }

    /** A cell as a point. */
    private record Measured(Cell cell, double fit) {
        double size(String column) {
            return cell.trials().get(0).number(column).orElse(Double.NaN);
        }
    }

    private static Optional<ScalingLaw> fitted(List<Measured> group) {
        List<String> varying = SIZES.stream()
                .filter(size ->
                        group.stream().map(point -> point.size(size)).distinct().count() > 1)
                .toList();
        double[][] x = group.stream()
                .map(point -> varying.stream().mapToDouble(point::size).toArray())
                .toArray(double[][]::new);
        double[] y = group.stream().mapToDouble(Measured::fit).toArray();
        return PowerLaw.fit(x, y)
                .map(law -> new ScalingLaw(group.stream().map(Measured::cell).toList(), varying, law));
    }

    /** What all cells have in a column that is no size. */
    public String param(String column) {
        return cells.get(0).param(column);
    }
}
