package io.lagbench.harness.report;

import io.lagbench.harness.chart.NoFontsException;
import io.lagbench.harness.chart.Renderer;
import io.lagbench.harness.document.Document;
import io.lagbench.harness.document.Figure;
import io.lagbench.harness.document.HtmlPage;
import io.lagbench.harness.results.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a report: index.html, report.md, and each picture as SVG and PNG. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes the files. A Java that cannot draw text writes them without pictures; the report says so.
     *
     * @param folder made if missing
     * @return the page
     */
    public static Path write(Document report, Path folder) throws IOException {
        Document shown = report;
        Map<String, String> drawn = new LinkedHashMap<>();
        try {
            for (Figure figure : report.figures()) {
                String svg = Renderer.svg(figure.drawing(), figure.name(), figure.caption());
                drawn.put(figure.name(), svg);
                write(folder.resolve(figure.name() + ".svg"), svg);
                WholeFile.write(folder.resolve(figure.name() + ".png"), Renderer.png(figure.drawing()));
            }
        } catch (NoFontsException e) {
            shown = report.withoutFigures(e.getMessage());
        }
        write(folder.resolve("report.md"), shown.markdown());
        return write(folder.resolve("index.html"), HtmlPage.of(shown, drawn));
    }

    private static Path write(Path file, String text) throws IOException {
        return WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
