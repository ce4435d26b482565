package io.lagbench.harness.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Engines;
import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.Comparison;
import io.lagbench.harness.analysis.Gate;
import io.lagbench.harness.analysis.JmhResult;
import io.lagbench.harness.analysis.SummaryTable;
import io.lagbench.harness.fake.ClassPathServices;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Rows;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.harness.trial.Trial;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe that a jar on the class path brings: its metric is everywhere where metrics are, and no other file knows it. */
class MetricSeamTest {
    private static final Path MAIN = Path.of(System.getProperty("lagbench.root"), "harness/core/src/main/java");

    @TempDir
    private Path jar;

    private ClassPathServices services;

    /** Counts what it is told. */
    public static final class TemperatureProbe implements TrialProbe {
        private final List<String> calls = new ArrayList<>();

        @Override
        public List<Metric> metrics() {
            return List.of(new Metric("temperature_c", "a fever", Unit.COUNT, Better.LOWER, Role.RESOURCE, 1));
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.of("no thermometer");
        }

        @Override
        public void begin() {
            calls.add("begin");
        }

        @Override
        public void pause() {
            calls.add("pause");
        }

        @Override
        public void evaluated(Evaluated found) {
            calls.add(found.solved() ? "solved" : "evaluated");
        }

        @Override
        public void resume() {
            calls.add("resume");
        }

        @Override
        public Map<Metric, Double> end() {
            calls.add("end");
            return Map.of(metrics().get(0), 36.5 + calls.size());
        }
    }

    @BeforeEach
    void putTheProbeOnTheClassPath() throws IOException {
        services = new ClassPathServices(jar, TrialProbe.class, List.of(TemperatureProbe.class));
    }

    @AfterEach
    void takeItAway() throws IOException {
        services.close();
    }

    @Test
    void probeIsCalledAroundPhasesAndFillsItsColumn() {
        TemperatureProbe probe = (TemperatureProbe) ServiceLoader.load(TrialProbe.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(TemperatureProbe.class::isInstance)
                .findFirst()
                .orElseThrow();
        List<TrialEvent> events = new ArrayList<>();
        var spec = Trials.trial("original", "lstm=fake-right", "epochs=2", "evaluate-every=1", "warmup=0");
        TrialResult result =
                new Trial(spec, Engines.get("fake-right"), NanoClock.system(), List.of(probe), null, events::add).run();
        assertThat(probe.calls)
                .containsExactly(
                        "begin", "pause", "solved", "resume", "pause", "solved", "resume", "pause", "solved", "end");
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        TrialEvent.Started.class,
                        started -> assertThat(started.notMeasured()).containsEntry("temperature_c", "no thermometer"));
        TrialRecord record = new TrialRecord(
                "s", spec, spec.createTask(), Hosts.outcome(result, (TrialEvent.Started) events.get(0)), "abc", null);
        int column = Schema.trials().header().indexOf("temperature_c");
        assertThat(Schema.trials().fields(record).get(column)).isEqualTo("46.5");
        assertThat(column).isGreaterThan(Schema.trials().header().indexOf("until"));
    }

    @Test
    void newMetricReachesEveryOutput() {
        List<Row> rows = List.of(
                Rows.trial("temperature_c", 37, "fit_mean_us", 5), Rows.trial("temperature_c", 39, "fit_mean_us", 5));
        List<Cell> cells = Cell.of(rows);
        assertThat(SummaryTable.csv(cells)).contains("temperature_c_median").contains(",38,");
        assertThat(Comparison.metric("temperature_c").decimals()).isEqualTo(1);
        assertThat(Gate.parse("temperature_c:5%").metric()).contains(Comparison.metric("temperature_c"));
        assertThat(JmhResult.json(rows, List.of())).contains("\"temperature_c\"");
        assertThat(Schema.trials().meaning("temperature_c")).contains("a fever");
    }

    @Test
    void energyMetricsAreNamedInOneMainFile() throws IOException {
        for (String name : List.of("energy_j", "energy_device_j", "joules_to_solve")) {
            try (Stream<Path> sources = Files.walk(MAIN)) {
                assertThat(sources.filter(file -> file.toString().endsWith(".java"))
                                .filter(file -> names(file, name)))
                        .as(name)
                        .extracting(file -> file.getFileName().toString())
                        .containsExactly("EnergyProbe.java");
            }
        }
    }

    private static boolean names(Path file, String name) {
        try {
            return Files.readString(file).contains('"' + name + '"');
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void metricsHaveUniqueNamesAndMeanings() {
        assertThat(Metrics.all())
                .extracting(Metric::name)
                .doesNotHaveDuplicates()
                .contains("temperature_c");
        assertThat(Metrics.find("fit_p50_us")).contains(Metrics.FIT_P50);
        assertThat(Metrics.summarized())
                .doesNotContain(Metrics.WALL_S, Metrics.FLIP_ACCURACY)
                .contains(Metrics.ACCURACY);
        assertThat(Metrics.RECALL_MARGIN.isComparable())
                .as("it can be negative")
                .isFalse();
        assertThat(Metrics.SECONDS_TO_SOLVE.isSpeed())
                .as("it is better, not faster")
                .isFalse();
        assertThat(Metrics.TRAIN_S.isSpeed()).isTrue();
    }
}
