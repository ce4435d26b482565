package io.lagbench.harness.cli;

import io.lagbench.harness.chart.NoFontsException;
import io.lagbench.harness.chart.ReferenceLine;
import io.lagbench.harness.chart.Renderer;
import io.lagbench.harness.figure.ChartRequest;
import io.lagbench.harness.figure.CsvChart;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.results.WholeFile;
import io.lagbench.harness.session.ExitCode;
import io.lagbench.workloads.Numerals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws two columns of a CSV file. */
@Command(
        name = "plot",
        description = "Draws one column of a CSV file against another; the same input gives the same bytes.",
        mixinStandardHelpOptions = true)
final class PlotCommand implements Callable<Integer> {

    private static final String PNG = ".png";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE.csv",
            description = "trials.csv, latency.csv, learning.csv, summary.csv, or any other with a header; rows with a"
                    + " trial_id also have the columns of the trials.csv in the same folder")
    private Path file;

    @Option(names = "--x", required = true, paramLabel = "COLUMN", description = "column of numbers (required)")
    private String x;

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "column of numbers (required)")
    private String y;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "COLUMN",
            description = "a series for each value of these columns (default: one series)")
    private List<String> by = List.of();

    @Option(
            names = "--log",
            paramLabel = "AXES",
            description = "logarithmic axes: ${COMPLETION-CANDIDATES} (default: none)")
    private Axes log;

    @Option(
            names = "--base",
            paramLabel = "2|10",
            description = "base of logarithmic axes (default: 2 where all values are powers of it, else 10)")
    private Integer base;

    @Option(
            names = "--where",
            paramLabel = "COLUMN=VALUE",
            description =
                    "draws only rows with this value; repeatable: any of the values of one column, and all columns"
                            + " (default: all rows of trials that ended ok)")
    private List<String> where = List.of();

    @Option(
            names = "--line",
            paramLabel = "LABEL=Y",
            description = "draws a dashed line, such as a published value; repeatable (default: the floor, if any)")
    private List<String> lines = List.of();

    @Option(names = "--out", required = true, paramLabel = "FILE.svg|png", description = "the picture (required)")
    private Path out;

    /** Axes that can be logarithmic. */
    enum Axes {
        x,
        y,
        xy
    }

    @Override
    public Integer call() throws IOException {
        String suffix = out.toString().toLowerCase(Locale.ROOT).replaceFirst(".*\\.", ".");
        if (!suffix.equals(PNG) && !suffix.equals(".svg")) {
            throw new ConfigurationException("--out " + out + ": no format of a picture; allowed: .svg or .png");
        }
        if (base != null && base != 2 && base != 10) {
            throw new ConfigurationException("--base: " + base + " is not allowed; allowed: 2 or 10");
        }
        CsvChart drawn = CsvChart.of(new ChartRequest(
                file,
                x,
                y,
                by,
                conditions(),
                log == Axes.x || log == Axes.xy,
                log == Axes.y || log == Axes.xy,
                base == null ? 0 : base,
                lines.stream().map(this::line).toList()));
        drawn.notes().forEach(note -> spec.commandLine().getErr().println("lagbench: " + note));
        try {
            byte[] picture = suffix.equals(PNG)
                    ? Renderer.png(drawn.chart())
                    : Renderer.svg(drawn.chart(), "plot", y + " against " + x).getBytes(StandardCharsets.UTF_8);
            spec.commandLine().getOut().println(WholeFile.write(out, picture));
            spec.commandLine().getOut().flush();
        } catch (NoFontsException e) {
            throw new ConfigurationException(e.getMessage());
        } catch (IOException e) {
            throw Outputs.unwritableFile("--out", out, e);
        }
        return ExitCode.OK;
    }

    private Map<String, List<String>> conditions() {
        Map<String, List<String>> conditions = new LinkedHashMap<>();
        for (String condition : where) {
            int equals = condition.indexOf('=');
            if (equals < 1) {
                throw new ConfigurationException("--where '" + condition + "': allowed: COLUMN=VALUE");
            }
            conditions
                    .computeIfAbsent(condition.substring(0, equals).strip(), column -> new ArrayList<>())
                    .add(condition.substring(equals + 1).strip());
        }
        return conditions;
    }

    private ReferenceLine line(String text) {
        int equals = text.lastIndexOf('=');
        OptionalDouble value = Numerals.decimal(text.substring(equals + 1).strip());
        if (equals < 1 || value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
            throw new ConfigurationException("--line '" + text + "': allowed: LABEL=NUMBER");
        }
        if (!(value.getAsDouble() > 0) && (log == Axes.y || log == Axes.xy)) {
            throw new ConfigurationException(
                    "--line '" + text + "': has no place on a logarithmic axis; allowed: a number above 0");
        }
        return new ReferenceLine(text.substring(0, equals), value.getAsDouble());
    }
}
