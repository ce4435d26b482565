package io.lagbench.harness.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.host.Jvm;
import io.lagbench.harness.measure.LatencySummary;
import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.StageLatency;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialOutcome;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.workloads.Score;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {
    private static final String NASTY = "it said: \"no, never\"\nand a comma, and a | and ü";

    private final Locale before = Locale.getDefault();

    @TempDir
    private Path folder;

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private static TrialRecord record(TrialSpec spec) {
        LatencySummary fit = new LatencySummary(
                1000, 1234567.5, 10, 1000, 1_234_943, 2_000_000, 3_000_000L, 4_000_001L, null, 5_000_000);
        TrialResult result = new TrialResult(
                Status.ERROR,
                NASTY,
                1000,
                4000,
                1000,
                true,
                false,
                Map.ofEntries(
                        Map.entry("train_s", 1.2345675),
                        Map.entry("total_s", 4.5),
                        Map.entry("fit_p50_us", 1234.943),
                        Map.entry("fit_p999_us", 4000.001),
                        Map.entry("final_loss", Math.log(2) / 10),
                        Map.entry("recall_margin", -1e-9),
                        Map.entry("peak_rss_mb", 446.803968),
                        Map.entry("peak_heap_mb", Double.NaN),
                        Map.entry("swap_accuracy", 0.75)),
                List.of(new StageLatency(Stage.FIT, Phase.MEASUREMENT, fit)));
        EngineDescription engine =
                new EngineDescription("stock", Backend.CPU, "", "nd4j-native 1", "avx2", 2, false, Map.of());
        return new TrialRecord(
                "a suite",
                spec,
                spec.createTask(),
                Hosts.outcome(
                        Hosts.named("A CPU, 2 cores"),
                        result,
                        new TrialEvent.Started(engine, 2185, Map.of(), Jvm.current())),
                "abc",
                null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "de-DE", "ar-EG", "hi-IN"})
    void independentReaderFindsEveryValueInAnyLocale(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        Plan plan = Trials.plan("original", "regime=stateful-1");
        TrialSpec spec = plan.trials().get(0);
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            directory.append(
                    spec,
                    new TrialEvent.Evaluated(
                            80, 20, 1234.5678, new Score(0.25, 1, 1, Double.NaN), 2, 0.0925, List.of()));
            directory.append(record(spec));
        }
        CSVRecord trial = read("trials.csv").get(0);
        assertThat(trial.get("trial_id")).isEqualTo(spec.id());
        assertThat(trial.get("error")).isEqualTo(NASTY.replace("\n", " "));
        assertThat(trial.get("device")).isEqualTo("A CPU, 2 cores");
        assertThat(trial.get("fit_p50_us")).isEqualTo("1234.943");
        assertThat(trial.get("fit_p999_us")).isEqualTo("4000.001");
        assertThat(Double.parseDouble(trial.get("final_loss")))
                .isEqualTo(Math.log(2) / 10, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(trial.get("loss_floor")).isEqualTo(trial.get("final_loss"));
        assertThat(trial.get("recall_margin")).isEqualTo("-0.000000001");
        assertThat(trial.get("total_s")).isEqualTo("4.5");
        assertThat(trial.get("peak_heap_mb")).isEmpty();
        assertThat(trial.get("peak_device_mb")).isEmpty();
        assertThat(trial.get("swap_accuracy")).isEqualTo("0.75");
        assertThat(trial.get("remembers")).isEqualTo("false");
        assertThat(trial.get("budget_updates")).isEqualTo("500");
        assertThat(trial.get("budget_epochs")).isEmpty();
        assertThat(trial.get("until")).isEqualTo("updates");
        CSVRecord latency = read("latency.csv").get(0);
        assertThat(latency.get("stage")).isEqualTo("fit");
        assertThat(latency.get("p9999_us")).isEmpty();
        CSVRecord learning = read("learning.csv").get(0);
        assertThat(learning.get("train_s")).isEqualTo("1234.5678");
        assertThat(learning.get("recall_margin")).isEmpty();
        assertThat(learning.get("epoch_first_loss")).isEqualTo("0.0925");
        assertThat(Files.readString(folder.resolve("run/trials.csv")))
                .endsWith("\n")
                .doesNotContain("\r");
    }

    @Test
    void writtenRowsAreReadBack() throws IOException {
        Plan plan = Trials.plan("original");
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            directory.append(record(plan.trials().get(0)));
        }
        CsvRows.Row row = CsvRows.read(folder.resolve("run"), Schema.trials()).get(0);
        assertThat(row.text("error")).isEqualTo(NASTY.replace("\n", " "));
        assertThat(row.number("fit_p50_us")).hasValue(1234.943);
        assertThat(row.number("peak_device_mb")).isEmpty();
        assertThatThrownBy(() -> row.text("no_such_column")).hasMessageContaining("no_such_column");
    }

    /** Nobody asked which device it was: the processor's name would be taken for it. */
    @Test
    void aTrialOnADeviceThatEndedBeforeItsEngineToldNamesNone() throws IOException {
        Plan plan = Trials.plan("original");
        TrialSpec onCpu = plan.trials().get(0);
        TrialSpec onDevice = new TrialSpec("v2-of-a-device", onCpu.task(), "cuda-offload", onCpu.settings(), 1, 1);
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run"), plan)) {
            for (TrialSpec spec : List.of(onCpu, onDevice)) {
                TrialRecord told = record(spec);
                TrialOutcome outcome = new TrialOutcome(
                        told.outcome().result(),
                        told.outcome().host(),
                        Optional.empty(),
                        told.outcome().files());
                directory.append(
                        new TrialRecord(told.suite(), spec, told.task(), outcome, told.gitCommit(), told.began()));
            }
        }
        assertThat(read("trials.csv").get(0).get("device")).isEqualTo("A CPU, 2 cores");
        assertThat(read("trials.csv").get(1).get("device")).isEmpty();
    }

    @Test
    void headersMatchTheContract() {
        assertThat(String.join(", ", Schema.trials().header()))
                .startsWith(
                        "schema_version, trial_id, suite, task, length, time_steps, lag, alphabet, classes, interior,"
                                + " model, hidden, layers, batch, parameters, lstm, math, gate, backend, device, engine_native,"
                                + " isa, threads, optimizer, learning_rate, clip, init, regime, shuffle, seed, fork, status,"
                                + " error, fits, updates, sequences, train_s, wall_s, fit_mean_us, fit_p50_us, fit_p90_us,"
                                + " fit_p99_us, fit_p999_us, fit_max_us, steps_per_s, overhead_share, final_loss, loss_floor,"
                                + " accuracy, accuracy_floor, recall_accuracy, recall_floor, recall_margin, solved,"
                                + " sequences_to_solve, updates_to_solve, seconds_to_solve, peak_rss_mb, peak_heap_mb,"
                                + " peak_device_mb, git_commit, pipelined_steps_per_s, flip_accuracy, blank_accuracy, swap_accuracy,"
                                + " remembers, total_s, budget_updates, budget_epochs, budget_minutes, until, cell_id,"
                                + " energy_j, energy_device_j, joules_to_solve, denormals, started, environment, attempt, first_fit_us");
        assertThat(String.join(", ", Schema.LATENCY.header()))
                .isEqualTo("schema_version, trial_id, stage, phase, count, mean_us, stdev_us, min_us, p50_us, p90_us,"
                        + " p99_us, p999_us, p9999_us, max_us");
        assertThat(String.join(", ", Schema.LEARNING.header()))
                .isEqualTo("schema_version, trial_id, update, sequences, train_s, loss, accuracy, recall_accuracy,"
                        + " recall_margin, epoch_first_loss, evaluated");
    }

    @Test
    void headersAreWrittenBeforeTheFirstRow() throws IOException {
        RunDirectory.create(folder.resolve("run"), Trials.plan("original")).close();
        assertThat(read("trials.csv")).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("run/plan.jsonl"))).hasSize(1);
    }

    @Test
    void unusableDirectoryIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        Plan plan = Trials.plan("original");
        assertThatThrownBy(() -> RunDirectory.create(folder, plan)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> RunDirectory.create(folder.resolve("file/run"), plan))
                .isInstanceOf(FileSystemException.class);
    }

    private List<CSVRecord> read(String file) throws IOException {
        try (CSVParser parser = CSVParser.parse(
                folder.resolve("run").resolve(file),
                StandardCharsets.UTF_8,
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return parser.getRecords();
        }
    }
}
