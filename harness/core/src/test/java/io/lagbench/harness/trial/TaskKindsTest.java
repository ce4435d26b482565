package io.lagbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.fake.ClassPathServices;
import io.lagbench.harness.fake.FakeEngines;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.SumTask;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.fake.VariableLengthTask;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.metric.TrialProbe;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.report.Report;
import io.lagbench.harness.report.ReportFiles;
import io.lagbench.harness.report.SpelledAnswers;
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.workloads.Answer;
import io.lagbench.workloads.TaskProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Trials of tasks with real inputs, of different lengths in a batch, and with criteria on the training stream. */
class TaskKindsTest {
    @TempDir
    private Path folder;

    private ClassPathServices services;
    private final List<TrialEvent> events = new ArrayList<>();

    @BeforeEach
    void registerTasks() throws IOException {
        services = new ClassPathServices(
                Files.createDirectory(folder.resolve("services")),
                TaskProvider.class,
                List.of(SumTask.Provider.class, VariableLengthTask.Provider.class));
    }

    @AfterEach
    void unregisterTasks() throws IOException {
        services.close();
    }

    /** Adds up the time that probes measure. */
    private static final class Stopwatch implements TrialProbe {
        private final NanoClock clock;
        private long start;
        private long nanos;

        Stopwatch(NanoClock clock) {
            this.clock = clock;
        }

        @Override
        public List<Metric> metrics() {
            return List.of();
        }

        @Override
        public void begin() {
            start = clock.nanoTime();
        }

        @Override
        public void pause() {
            nanos += clock.nanoTime() - start;
        }

        @Override
        public void resume() {
            start = clock.nanoTime();
        }

        @Override
        public Map<Metric, Double> end() {
            return Map.of();
        }
    }

    /** Gives the target itself, and before it has learned something too large by a constant. */
    private static class Offset extends FakeEngines.Base {
        private final int fitsToLearn;
        private final double offset;

        Offset(int fitsToLearn, double offset) {
            super("offset");
            this.fitsToLearn = fitsToLearn;
            this.offset = offset;
        }

        @Override
        protected float output(float target, int fits) {
            return (float) (fits < fitsToLearn ? target + offset : target);
        }
    }

    private TrialResult run(TrialSpec spec, FakeEngines.Base engine) {
        return new Trial(spec, engine, NanoClock.system(), List.of(), null, events::add).run();
    }

    private List<TrialEvent.Evaluated> evaluations() {
        return events.stream()
                .filter(TrialEvent.Evaluated.class::isInstance)
                .map(TrialEvent.Evaluated.class::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100})
    void realInputsAreTrainedScoredAndReportedAtAnyLength(int length) throws IOException {
        Plan plan = Trials.plan("test-sum", "length=" + length, "updates=4", "evaluate-every=2", "batch=2");
        TrialSpec spec = plan.trials().get(0);
        TrialResult result = run(spec, new Offset(Integer.MAX_VALUE, 0.5));
        assertThat(result.status()).as(result.error()).isEqualTo(Status.OK);
        assertThat(result.metrics().get("final_loss")).isCloseTo(0.25, within(1e-6));
        assertThat(result.value(Metrics.ACCURACY)).hasValue(0);
        assertThat(result.value(Metrics.RECALL_MARGIN)).isEmpty();
        assertThat(result.remembers()).isNull();
        assertThat(evaluations().get(2).score().meanError()).isCloseTo(0.5, within(1e-6));
        assertThat(evaluations())
                .hasSize(3)
                .allMatch(evaluated -> evaluated.answers().isEmpty());
        assertThat(SpelledAnswers.of(spec, evaluations().get(2))).isEmpty();

        Path run = folder.resolve("run");
        try (RunDirectory directory = RunDirectory.create(run, plan)) {
            for (TrialEvent.Evaluated evaluated : evaluations()) {
                directory.append(spec, evaluated);
            }
            TrialEvent.Started started = (TrialEvent.Started) events.get(0);
            directory.append(
                    new TrialRecord("s", spec, spec.createTask(), Hosts.outcome(result, started), "abc", null));
            directory.writeRun(Map.of("status", "complete", "start", "2026-01-01T00:00:00Z"));
            directory.writeEnvironment(Map.of("cpu", "a processor"));
        }
        CsvRows.Row row = CsvRows.read(run, Schema.trials()).get(0);
        assertThat(row.text("length")).isEqualTo(Integer.toString(length));
        for (String column : List.of("alphabet", "classes", "interior", "recall_margin", "remembers")) {
            assertThat(row.text(column)).as(column).isEmpty();
        }
        assertThat(row.text("loss_floor")).startsWith("0.333333");
        ReportFiles.write(Report.of(List.of(StoredRun.read(run))), folder.resolve("report"));
        assertThat(folder.resolve("report/report.md")).content().contains("test-sum");
    }

    @Test
    void settingsOfExternalTaskFormColumnsAndCells() throws IOException {
        Plan plan = Trials.plan("test-sum", "tolerance=0.1,0.2,0.4", "updates=1", "batch=2", "label=a");
        Path run = folder.resolve("run");
        try (RunDirectory directory = RunDirectory.create(run, plan)) {
            for (TrialSpec spec : plan.trials()) {
                events.clear();
                TrialResult result = run(spec, new Offset(Integer.MAX_VALUE, 0.5));
                TrialEvent.Started started = (TrialEvent.Started) events.get(0);
                directory.append(
                        new TrialRecord("s", spec, spec.createTask(), Hosts.outcome(result, started), "abc", null));
            }
        }
        StoredRun stored = StoredRun.read(run);
        assertThat(stored.trials()).extracting(row -> row.text("set_tolerance")).containsExactly("0.1", "0.2", "0.4");
        assertThat(stored.trials().get(0).fields())
                .as("a setting without effect is no column")
                .doesNotContainKey("set_label");
        assertThat(Cell.of(stored.trials())).hasSize(3);
        assertThat(CellNames.columns(Cell.of(stored.trials()))).containsExactly("set_tolerance");
        assertThat(Comparison.bySides(stored, "set_tolerance=0.1,0.4").pairs()).hasSize(1);
    }

    @Test
    void realInputsAreScoredAcrossProcesses() throws IOException {
        TrialSpec spec = Trials.trial("test-sum", "updates=2", "batch=2");
        run(spec, new Offset(Integer.MAX_VALUE, 0.5));
        JsonMapper json = new JsonMapper();
        TrialEvent.Evaluated sent = evaluations().get(0);
        TrialEvent received = json.readValue(json.writeValueAsString(sent), TrialEvent.class);
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void sequencesOfABatchEndAtTheirOwnLastSteps() {
        TrialSpec spec = Trials.trial("test-lengths", "updates=4", "batch=8");
        TrialResult result = run(spec, new FakeEngines.Right());
        assertThat(result.status()).as(result.error()).isEqualTo(Status.OK);
        assertThat(result.solved()).isTrue();
        assertThat(result.value(Metrics.ACCURACY)).hasValue(1);
        assertThat(result.metrics().get("final_loss")).isCloseTo(-Math.log(0.9), within(1e-6));
        List<Answer> answers = evaluations().get(0).answers();
        assertThat(answers).hasSize(8);
        assertThat(answers.get(0)).isEqualTo(new Answer(List.of("0", "0"), List.of("", "0"), List.of("", "0")));
        assertThat(answers.get(3))
                .isEqualTo(new Answer(List.of("1", "0", "0"), List.of("", "", "1"), List.of("", "", "1")));
        assertThat(SpelledAnswers.of(spec, evaluations().get(0))).contains("1 0 0 -> 1 (right: 1)");
    }

    @Test
    void trainingErrorsPrecedeEachUpdate() {
        TrialSpec spec =
                Trials.trial("test-sum", "updates=20", "evaluate-every=1", "batch=4", "until=solved", "warmup=0");
        TrialResult result = run(spec, new Offset(5, 1));
        assertThat(result.solved()).isTrue();
        assertThat(result.metrics().get("updates_to_solve"))
                .as("right after five updates, so that the sixth and seventh batch are right before theirs")
                .isEqualTo(7.0);
        assertThat(result.value(Metrics.SEQUENCES_TO_SOLVE)).hasValue(28);
    }

    @Test
    void trainingErrorsAreUntimed() {
        long[] now = {0};
        FakeEngines.Base engine = new Offset(Integer.MAX_VALUE, 1) {
            @Override
            protected void fit(int fits) {
                now[0] += 1_000_000;
            }

            @Override
            protected float output(float target, int fits) {
                now[0] += 500_000_000;
                return super.output(target, fits);
            }
        };
        TrialSpec spec = Trials.trial("test-sum", "updates=10", "batch=4", "timeout=10000000", "warmup=0");
        Stopwatch stopwatch = new Stopwatch(() -> now[0]);
        TrialResult result = new Trial(spec, engine, () -> now[0], List.of(stopwatch), null, events::add).run();
        assertThat(result.status()).as(result.error()).isEqualTo(Status.OK);
        assertThat(result.metrics().get("train_s")).isCloseTo(0.010, within(1e-12));
        assertThat(result.value(Metrics.WALL_S)).isEqualTo(result.value(Metrics.TRAIN_S));
        assertThat(stopwatch.nanos).as("probes measure the same time").isEqualTo(10_000_000);
    }

    @Test
    void trainingErrorsAreTakenOnDemandOnly() {
        int[] outputs = {0};
        FakeEngines.Base engine = new FakeEngines.Base("wrong") {
            @Override
            protected float output(float target, int fits) {
                outputs[0]++;
                return 0;
            }
        };
        run(Trials.trial("original", "epochs=100", "evaluate-every=100", "warmup=0"), engine);
        assertThat(outputs[0])
                .as("two evaluations of two sequences, four steps and five outputs")
                .isEqualTo(2 * 2 * 4 * 5);
    }
}
