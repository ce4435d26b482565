package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Noise;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import io.lagbench.harness.stats.Medians;
import java.util.ArrayList;
import java.util.List;

/** What is to be said of the noise between runs. */
public final class NoiseReport {
    private final Noise noise;

    /** Reports on this noise. */
    public NoiseReport(Noise noise) {
        this.noise = noise;
    }

    /** A table, cell by cell, and what it comes to. */
    public String text() {
        List<Cell> cells = noise.cells().stream().map(Noise.OfCell::cell).toList();
        List<String> naming = new ArrayList<>(CellNames.columns(cells));
        if (naming.isEmpty()) {
            naming.add("task");
        }
        List<String> header = new ArrayList<>(naming);
        String name = noise.metric().name();
        header.addAll(List.of("runs", name + " of medians", "least", "most", "spread %", "gate %"));
        DataTable table = new DataTable(header);
        for (Noise.OfCell each : noise.cells()) {
            List<String> line = new ArrayList<>();
            naming.forEach(column -> line.add(each.cell().param(column)));
            double[] medians =
                    each.medians().stream().mapToDouble(m -> m).sorted().toArray();
            line.add(Integer.toString(medians.length));
            line.add(Numbers.significant(Medians.median(medians).orElseThrow(), 4));
            line.add(Numbers.significant(medians[0], 4));
            line.add(Numbers.significant(medians[medians.length - 1], 4));
            line.add(Numbers.fixed(100 * each.spread(), 1));
            line.add(each.gate().isPresent() ? Numbers.fixed(100 * each.gate().getAsDouble(), 1) : "");
            table.row(line);
        }
        return table.text() + "\n" + sentence();
    }

    private String sentence() {
        String cells = noise.cells().size() + (noise.cells().size() == 1 ? " workload" : " workloads");
        double most =
                noise.cells().stream().mapToDouble(Noise.OfCell::spread).max().orElseThrow();
        String spread = noise.runs() + " runs, " + cells + ": medians of "
                + noise.metric().name() + " differ by " + Numbers.fixed(100 * most, 1) + " % at most.";
        if (noise.gate().isEmpty()) {
            return spread
                    + " How wide a gate has to be is not known: it takes three trials of a workload in each run.\n";
        }
        long whole = (long) Math.ceil(100 * noise.gate().getAsDouble());
        return spread + " None of them would have failed against another with --fail-on "
                + noise.metric().name() + ":" + whole + "%.\n";
    }
}
