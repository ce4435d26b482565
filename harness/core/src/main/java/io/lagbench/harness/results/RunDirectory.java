package io.lagbench.harness.results;

import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.StageLatency;
import io.lagbench.harness.trial.TrialEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory of one run. CSV rows are appended whole; every other file is written aside and moved into place.
 */
public final class RunDirectory implements AutoCloseable {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path path;
    private final CsvAppender<TrialRecord> trials;
    private final CsvAppender<Schema.LatencyRow> latency;
    private final CsvAppender<Schema.LearningRow> learning;

    private RunDirectory(Path path, Plan plan) throws IOException {
        this.path = path;
        write("plan.jsonl", plan.trials().stream().map(TrialSpec::toJson).collect(Collectors.joining("\n", "", "\n")));
        trials = new CsvAppender<>(path, Schema.TRIALS);
        latency = new CsvAppender<>(path, Schema.LATENCY);
        learning = new CsvAppender<>(path, Schema.LEARNING);
    }

    /**
     * Creates the directory of a run.
     *
     * @param path new or empty
     * @throws IOException if it is neither, or cannot be written
     */
    public static RunDirectory create(Path path, Plan plan) throws IOException {
        Files.createDirectories(path);
        try (Stream<Path> content = Files.list(path)) {
            if (content.findAny().isPresent()) {
                throw new java.nio.file.DirectoryNotEmptyException(path.toString());
            }
        }
        return new RunDirectory(path, plan);
    }

    /** Where the run is. */
    public Path path() {
        return path;
    }

    /** The folder of a trial, created if missing. */
    public Path trialFolder(TrialSpec trial) throws IOException {
        return Files.createDirectories(path.resolve("trials").resolve(trial.id()));
    }

    /** Adds an evaluation to learning.csv. */
    public void append(TrialSpec trial, TrialEvent.Evaluated evaluated) throws IOException {
        learning.append(new Schema.LearningRow(trial.id(), evaluated));
    }

    /** Adds a trial that ended to latency.csv and trials.csv, the latter last: a row there says that all is there. */
    public void append(TrialRecord record) throws IOException {
        for (StageLatency stage : record.result().latencies()) {
            latency.append(new Schema.LatencyRow(record.spec().id(), stage));
        }
        trials.append(record);
    }

    /** Writes run.json. */
    public void writeRun(Map<String, Object> fields) throws IOException {
        write("run.json", JSON.writeValueAsString(fields) + "\n");
    }

    /** Writes environment.json. */
    public void writeEnvironment(Map<String, Object> fields) throws IOException {
        write("environment.json", JSON.writeValueAsString(fields) + "\n");
    }

    /** Writes summary.csv from the rows of trials.csv that are there. */
    public void writeSummary() throws IOException {
        List<SummaryRow> rows = CellSummary.of(CsvRows.read(path, Schema.TRIALS)).stream()
                .map(SummaryRow::of)
                .toList();
        write(Schema.SUMMARY.file(), Schema.SUMMARY.text(rows));
    }

    /** Writes report/report.md. */
    public Path writeReport(String markdown) throws IOException {
        Files.createDirectories(path.resolve("report"));
        return write("report/report.md", markdown);
    }

    private Path write(String name, String content) throws IOException {
        Path file = path.resolve(name);
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(aside, content, StandardCharsets.UTF_8);
        return Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        trials.close();
        latency.close();
        learning.close();
    }
}
