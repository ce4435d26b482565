package io.lagbench.harness.report;

import io.lagbench.harness.analysis.FitParts;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.DataTable;
import io.lagbench.harness.format.Numbers;
import java.util.ArrayList;
import java.util.List;

/** Where the time of a fit goes, one line a cell. */
public final class FitPartsTable {
    private FitPartsTable() {}

    /** The table; without rows if no cell has parts. */
    public static DataTable of(RunData data) {
        List<String> naming = data.namingColumns();
        List<String> header = new ArrayList<>(naming);
        header.add("mean fit us");
        header.addAll(FitParts.NAMES);
        header.add("encode us");
        DataTable table = new DataTable(header);
        for (FitParts parts : FitParts.of(data)) {
            List<String> line = new ArrayList<>();
            naming.forEach(column -> line.add(parts.cell().param(column)));
            line.add(Numbers.fixed(parts.meanFitMicros(), 0));
            parts.shares().forEach(share -> line.add(Numbers.fixed(100 * share, 0) + " %"));
            line.add(Double.isNaN(parts.encodeMicros()) ? "" : Numbers.fixed(parts.encodeMicros(), 0));
            table.row(line);
        }
        return table;
    }
}
