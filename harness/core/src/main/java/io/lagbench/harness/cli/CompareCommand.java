package io.lagbench.harness.cli;

import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Gate;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.ConfigurationException;
import io.lagbench.harness.report.ComparisonReport;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.session.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds two runs, or two sides of one run, against each other. */
@Command(
        name = "compare",
        description = "Compares two runs, or with --by two sides of one run, workload by workload.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 ok, 1 a condition of --fail-on failed, 2 usage, or it could not be judged."})
final class CompareCommand implements Callable<Integer> {

    private final RunNames names;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..2",
            description =
                    "BASE and NEW run directory, or one with --by; latest is the last run (default: the last two runs,"
                            + " with --by the last)")
    private List<Path> given = List.of();

    @Option(
            names = "--by",
            paramLabel = "COLUMN[=BASE,NEW]",
            description = "compares two values of a column of one run, such as lstm or backend (default: none)")
    private String by;

    @Option(
            names = "--measure",
            paramLabel = "COLUMN",
            completionCandidates = ComparableMetrics.class,
            description = "column of trials.csv to compare in: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "fit_p50_us")
    private String measure;

    @Option(
            names = "--fail-on",
            paramLabel = "MEASURE:N%|solved",
            description = "exit 1 if a measure, such as fit_p50_us:5%%, is worse by more than N %% of the base with its"
                    + " whole 95 %% interval, or if a smaller share is solved; repeatable (default: none)")
    private List<String> failOn = List.of();

    @Option(
            names = "--all-pairs",
            description =
                    "between backends or devices, every implementation of one side against every one of the other, after the"
                            + " best of each (default: the best)")
    private boolean allPairs;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "text")
    private Format format;

    /** How the comparison is printed. */
    enum Format {
        text,
        markdown,
        json
    }

    /** Names of the metrics in which sides can be compared, for the help. */
    static final class ComparableMetrics implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Metrics.all().stream()
                    .filter(Metric::isComparable)
                    .map(Metric::name)
                    .iterator();
        }
    }

    CompareCommand(RunNames names) {
        this.names = names;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> runs = runs();
        List<Gate> gates = failOn.stream().map(Gate::parse).toList();
        Metric metric = Comparison.metric(measure);
        Comparison comparison = comparison(runs);
        ComparisonReport report = new ComparisonReport(comparison, metric);
        List<Gate.Judgement> judgements =
                gates.stream().map(gate -> gate.judge(comparison)).toList();
        List<String> failures = judgements.stream()
                .flatMap(judgement -> judgement.failures().stream())
                .toList();
        List<String> notJudged = judgements.stream()
                .flatMap(judgement -> judgement.notJudged().stream())
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (format) {
                    case text -> report.text(allPairs);
                    case markdown -> report.markdown(allPairs);
                    case json -> report.json(failures, notJudged, allPairs) + "\n";
                });
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        failures.forEach(failure -> err.println("lagbench: gate failed: " + failure));
        notJudged.forEach(gate -> err.println("lagbench: " + gate));
        if (!failures.isEmpty()) {
            return ExitCode.GATE_FAILED;
        }
        return notJudged.isEmpty() ? ExitCode.OK : ExitCode.USAGE;
    }

    private List<Path> runs() {
        if (!given.isEmpty()) {
            return names.resolve(given);
        }
        List<Path> last = names.last(by == null ? 2 : 1, "compare");
        if (by == null) {
            spec.commandLine()
                    .getErr()
                    .println("lagbench: comparing " + last.get(0).getFileName() + " with "
                            + last.get(1).getFileName());
        }
        return last;
    }

    private Comparison comparison(List<Path> runs) throws IOException {
        if (by != null && runs.size() == 1) {
            return Comparison.bySides(StoredRun.read(runs.get(0)), by);
        }
        if (by == null && runs.size() == 2) {
            List<StoredRun> both = StoredRun.readAll(runs);
            return Comparison.ofRuns(both.get(0), both.get(1));
        }
        throw new ConfigurationException("compare: " + runs.size() + (runs.size() == 1 ? " run" : " runs")
                + (by == null ? " without --by" : " with --by") + "; allowed: BASE NEW, or RUN --by COLUMN");
    }
}
