package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.ScalingLaw;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the time of a fit grows with its size, for each task and implementation. */
final class ScalingTable {
    private ScalingTable() {}

    /** The table; without rows where no group has more shapes than coefficients. */
    static DataTable of(List<Cell> cells) {
        List<ScalingLaw> laws = ScalingLaw.of(cells);
        List<String> naming = new ArrayList<>(List.of("task"));
        CellNames.columns(laws, Cell.columns(cells), ScalingLaw::param).stream()
                .filter(column -> !ScalingLaw.CELL_COLUMNS.contains(column) && !column.equals("task"))
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
        laws.forEach(law -> table.row(line(naming, law)));
        return table;
    }

    private static List<String> line(List<String> naming, ScalingLaw scaling) {
        List<String> line = new ArrayList<>();
        naming.forEach(column -> line.add(scaling.param(column)));
        line.add(Integer.toString(scaling.cells().size()));
        ScalingLaw.SIZES.forEach(size -> line.add(exponent(scaling, size)));
        List<Double> residuals = scaling.law().residuals();
        double least = residuals.stream().mapToDouble(r -> r).min().orElseThrow();
        double most = residuals.stream().mapToDouble(r -> r).max().orElseThrow();
        line.add(Numbers.fixed(least, 2) + " to " + Numbers.fixed(most, 2));
        Cell worst = scaling.cells().get(residuals.indexOf(1 / least > most ? least : most));
        line.add(scaling.varying().stream()
                .map(size ->
                        size.replace('_', ' ') + " " + worst.trials().get(0).text(size))
                .collect(Collectors.joining(", ")));
        return line;
    }

    private static String exponent(ScalingLaw scaling, String size) {
        int index = scaling.varying().indexOf(size);
        return index < 0
                ? ""
                : Numbers.fixed(scaling.law().exponents().get(index), 2) + " "
                        + Numbers.interval(scaling.law().intervals().get(index), 2);
    }
}
