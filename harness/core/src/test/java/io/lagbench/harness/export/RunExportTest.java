package io.lagbench.harness.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.Summary;
import org.tensorflow.hadoop.util.TFRecordReader;
import org.tensorflow.util.Event;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads back what is exported, by readers that know nothing of the writers. */
class RunExportTest {
    private static final Path REFERENCE =
            Path.of(System.getProperty("lagbench.root"), "results", "reference", "epyc-avx2-2-cores", "verify");

    @TempDir
    private Path folder;

    private StoredRun run;

    @BeforeEach
    void read() throws IOException {
        run = StoredRun.read(REFERENCE);
    }

    private Path write(String format) throws IOException {
        RunExport export = RunExport.find(format).orElseThrow();
        Path target = folder.resolve(export.fileName());
        export.write(run, target);
        return target;
    }

    private List<Row> evaluations(Row trial) {
        return run.learning().stream()
                .filter(row -> row.text("trial_id").equals(trial.text("trial_id")))
                .toList();
    }

    @Test
    void everyFormatIsFound() {
        assertThat(RunExport.all()).extracting(RunExport::name).containsExactly("jsonl", "prometheus", "tensorboard");
    }

    @Test
    void jsonLinesHoldEveryRowWithItsValues() throws IOException {
        List<JsonNode> lines = Files.readAllLines(write("jsonl")).stream()
                .map(line -> new JsonMapper().readTree(line))
                .toList();
        List<JsonNode> trials = lines.stream()
                .filter(line -> line.get("type").asString().equals("trial"))
                .toList();
        assertThat(trials).hasSameSizeAs(run.trials());
        for (int t = 0; t < trials.size(); t++) {
            Row row = run.trials().get(t);
            assertThat(trials.get(t).get("trial_id").asString()).isEqualTo(row.text("trial_id"));
            assertThat(trials.get(t).get("git_commit").isString()).isTrue();
            assertThat(trials.get(t).get("fit_p50_us").asDouble())
                    .isEqualTo(row.number("fit_p50_us").orElseThrow());
            assertThat(trials.get(t).has("solved"))
                    .isEqualTo(!row.text("solved").isEmpty());
            assertThat(trials.get(t).path("solved").asBoolean(false))
                    .isEqualTo(row.text("solved").equals("true"));
        }
        assertThat(lines.stream().filter(line -> line.get("type").asString().equals("evaluation")))
                .hasSameSizeAs(run.learning());
        assertThat(lines.stream().filter(line -> line.get("type").asString().equals("latency")))
                .hasSameSizeAs(run.latency());
        assertThat(lines.get(0).get("suite").asString()).isEqualTo(run.fact("suite"));
    }

    /** By TensorFlow's own reader of records, which checks their sums, and its own classes of events. */
    @Test
    void tensorBoardEventsHoldCurvesAndMeasures() throws IOException {
        Map<String, List<Event>> byTrial = new TreeMap<>();
        try (Stream<Path> files = Files.walk(write("tensorboard"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
                byTrial.put(file.toString().replaceFirst("^.*[.]", ""), events(file));
            }
        }
        assertThat(byTrial).hasSameSizeAs(run.trials());
        for (Row trial : run.trials()) {
            List<Event> events = byTrial.get(trial.text("trial_id"));
            List<Row> evaluations = evaluations(trial);
            assertThat(events).hasSize(evaluations.size() + 2);
            assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
            for (int e = 0; e < evaluations.size(); e++) {
                Event event = events.get(e + 1);
                assertThat(event.getStep())
                        .isEqualTo((long) evaluations.get(e).number("update").orElseThrow());
                assertThat(value(event, "learning/loss"))
                        .isEqualTo((float) evaluations.get(e).number("loss").orElseThrow());
            }
            Event last = events.get(events.size() - 1);
            assertThat(value(last, "measure/fit_p50_us"))
                    .isEqualTo((float) trial.number("fit_p50_us").orElseThrow());
            assertThat(last.getStep()).isEqualTo((long) trial.number("updates").orElseThrow());
            if (!trial.text("started").isEmpty()) {
                assertThat(events.get(0).getWallTime())
                        .isCloseTo(Instant.parse(trial.text("started")).getEpochSecond(), within(1e-3));
            }
        }
    }

    private static List<Event> events(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            TFRecordReader reader = new TFRecordReader(in, true);
            for (byte[] record = reader.read(); record != null; record = reader.read()) {
                events.add(Event.parseFrom(record));
            }
        }
        return events;
    }

    private static float value(Event event, String tag) {
        return event.getSummary().getValueList().stream()
                .filter(value -> value.getTag().equals(tag))
                .map(Summary.Value::getSimpleValue)
                .findFirst()
                .orElseThrow();
    }

    /** That the text can be read by Prometheus' own parser is for ci/smoke.sh to show. */
    @Test
    void prometheusTextHasASampleForEachCell() throws IOException {
        List<String> lines = Files.readAllLines(write("prometheus"));
        List<Cell> cells = Cell.of(run.trials());
        assertThat(lines.stream().filter(line -> line.startsWith("lagbench_trials{")))
                .hasSize(cells.size())
                .allSatisfy(line -> assertThat(line).contains("suite=\"" + run.fact("suite") + "\"", "task=\""));
        assertThat(lines.stream().filter(line -> line.startsWith("lagbench_solved_trials{")))
                .as("of those that are judged")
                .hasSize((int) cells.stream().filter(cell -> cell.judged() > 0).count());
        assertThat(lines).anyMatch(line -> line.startsWith("# TYPE lagbench_fit_p50_us gauge"));
    }
}
