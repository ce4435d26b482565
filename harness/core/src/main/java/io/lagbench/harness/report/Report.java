package io.lagbench.harness.report;

import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.document.Block;
import io.lagbench.harness.document.Document;
import io.lagbench.harness.document.Preformatted;
import io.lagbench.harness.document.Section;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report of one or more runs: what it says in short, then in the order of a reader's questions. */
public final class Report {
    private Report() {}

    /** Reads what there is of the runs' logs, too. */
    public static Document of(List<StoredRun> runs) throws IOException {
        RunData data = RunData.of(runs);
        List<Section> sections = new ArrayList<>();
        List<ComparisonReport> sides = ComparisonSection.sides(data.trials());
        sections.add(SummarySection.of(data, sides));
        sections.add(RunSections.runs(runs, data));
        sections.add(LearningSections.learned(data));
        answers(runs, sections);
        PublishedSection.of(runs).ifPresent(sections::add);
        sections.add(LearningSections.remembers(data));
        sections.add(SpeedSections.latency(data, logs(runs)));
        SpeedSections.parts(data).ifPresent(sections::add);
        ComparisonSection.of(sides).ifPresent(sections::add);
        sections.add(SpeedSections.memory(data));
        sections.add(RunSections.environments(runs));
        String suites = runs.stream()
                .map(run -> run.fact("suite").isEmpty() ? run.name() : run.fact("suite"))
                .distinct()
                .collect(Collectors.joining(", "));
        return new Document("Lagbench: " + suites, sections);
    }

    private static void answers(List<StoredRun> runs, List<Section> sections) {
        List<Block> blocks = new ArrayList<>();
        for (StoredRun run : runs) {
            if (!run.answers().isEmpty()) {
                blocks.add(new Preformatted(run.answers().strip()));
            }
        }
        if (!blocks.isEmpty()) {
            sections.add(new Section("answers", "What does it answer?", blocks));
        }
    }

    /** Histogram logs by trial id, whether or not they are still there. */
    private static Map<String, Path> logs(List<StoredRun> runs) {
        Map<String, Path> logs = new HashMap<>();
        for (StoredRun run : runs) {
            for (Row trial : run.trials()) {
                logs.put(
                        RunData.trialId(runs, run, trial),
                        run.path()
                                .resolve("trials")
                                .resolve(trial.text("trial_id"))
                                .resolve("latency.hlog"));
            }
        }
        return logs;
    }
}
