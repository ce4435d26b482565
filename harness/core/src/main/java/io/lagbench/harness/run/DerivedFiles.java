package io.lagbench.harness.run;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.JmhResult;
import io.lagbench.harness.analysis.SummaryTable;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.RunDirectory;
import java.io.IOException;
import java.util.List;

/** The files of a run directory that are made of its rows. */
public final class DerivedFiles {
    private DerivedFiles() {}

    /**
     * Writes them.
     *
     * @param rows of trials.csv
     * @param jvmFlags of the trials
     */
    public static void write(RunDirectory directory, List<Row> rows, List<String> jvmFlags) throws IOException {
        directory.writeDerived("summary.csv", SummaryTable.csv(Cell.of(rows)));
        directory.writeDerived("result.jmh.json", JmhResult.json(rows, jvmFlags));
    }
}
