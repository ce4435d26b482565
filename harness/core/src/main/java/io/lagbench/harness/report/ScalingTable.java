package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Sweeps;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.stats.Interval;
import io.lagbench.harness.stats.PowerLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * How the time of a fit grows with its size: for each task and implementation the exponents of a product of powers of time
 * steps, batch and width, fitted to the cells' medians.
 */
final class ScalingTable {
    private static final List<String> SIZES = List.of("time_steps", "batch", "hidden");

    /** Columns of a cell that hold the sizes. */
    private static final List<String> SIZE_COLUMNS = List.of("length", "batch", "hidden");

    private ScalingTable() {}

    /** Cells to which powers of the sizes that vary are fitted. */
    private record Fitted(List<Measured> group, List<String> varying, PowerLaw law) {
        String param(String column) {
            return group.get(0).cell().param(column);
        }
    }

    /** A cell as a point. */
    private record Measured(Cell cell, double fit) {
        double size(String column) {
            return cell.trials().get(0).number(column).orElse(Double.NaN);
        }
    }

    /** The table; without rows where no group has more shapes than coefficients. */
    static DataTable of(RunData data) {
        List<Measured> measured = new ArrayList<>();
        for (Cell cell : data.summaries()) {
            OptionalDouble fit = cell.median(Metrics.FIT_P50);
            Measured point = new Measured(cell, fit.orElse(0));
            if (point.fit() > 0 && SIZES.stream().allMatch(size -> point.size(size) > 0)) {
                measured.add(point);
            }
        }
        List<Fitted> fits = new Sweeps<Measured>(
                        Cell.columns(data.summaries()),
                        (point, column) -> point.cell().param(column),
                        SIZE_COLUMNS,
                        Sweeps.SIZED)
                .of(measured, point -> SIZES.stream().map(point::size).toList()).stream()
                        .flatMap(group -> fitted(group).stream())
                        .toList();
        List<String> naming = new ArrayList<>(List.of("task"));
        CellNames.columns(fits, Cell.columns(data.summaries()), Fitted::param).stream()
                .filter(column -> !SIZE_COLUMNS.contains(column) && !column.equals("task"))
                .forEach(naming::add);
        if (!naming.contains("lstm")) {
            naming.add("lstm");
        }
        List<String> header = new ArrayList<>(naming);
        header.addAll(List.of(
                "shapes",
                "time steps [95 %]",
                "batch [95 %]",
                "hidden [95 %]",
                "measured / fitted, least to most",
                "worst fitted at"));
        DataTable table = new DataTable(header);
        fits.forEach(fit -> table.row(line(naming, fit)));
        return table;
    }

    private static Optional<Fitted> fitted(List<Measured> group) {
        List<String> varying = SIZES.stream()
                .filter(size ->
                        group.stream().map(point -> point.size(size)).distinct().count() > 1)
                .toList();
        double[][] x = group.stream()
                .map(point -> varying.stream().mapToDouble(point::size).toArray())
                .toArray(double[][]::new);
        double[] y = group.stream().mapToDouble(Measured::fit).toArray();
        return PowerLaw.fit(x, y).map(law -> new Fitted(group, varying, law));
    }

    private static List<String> line(List<String> naming, Fitted fit) {
        List<String> line = new ArrayList<>();
        naming.forEach(column -> line.add(fit.param(column)));
        line.add(Integer.toString(fit.group().size()));
        for (String size : SIZES) {
            int index = fit.varying().indexOf(size);
            line.add(
                    index < 0
                            ? ""
                            : exponent(
                                    fit.law().exponents().get(index),
                                    fit.law().intervals().get(index)));
        }
        List<Double> residuals = fit.law().residuals();
        double least = residuals.stream().mapToDouble(r -> r).min().orElseThrow();
        double most = residuals.stream().mapToDouble(r -> r).max().orElseThrow();
        line.add(Numbers.fixed(least, 2) + " to " + Numbers.fixed(most, 2));
        Measured worst = fit.group().get(residuals.indexOf(1 / least > most ? least : most));
        line.add(fit.varying().stream()
                .map(size -> size.replace('_', ' ') + " "
                        + worst.cell().trials().get(0).text(size))
                .collect(Collectors.joining(", ")));
        return line;
    }

    private static String exponent(double value, Interval interval) {
        return Numbers.fixed(value, 2) + " " + Numbers.interval(interval, 2);
    }
}
