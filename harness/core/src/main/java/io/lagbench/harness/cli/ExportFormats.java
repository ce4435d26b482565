package io.lagbench.harness.cli;

import io.lagbench.harness.export.RunExport;
import java.util.Iterator;

/** The names of the formats that runs can be written in. */
final class ExportFormats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return RunExport.all().stream().map(RunExport::name).iterator();
    }
}
