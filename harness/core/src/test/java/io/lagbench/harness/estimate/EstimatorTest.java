package io.lagbench.harness.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.TrialRecord;
import io.lagbench.harness.stats.Medians;
import io.lagbench.harness.trial.Schedule;
import io.lagbench.harness.trial.StageLatency;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.harness.trial.TrialResult;
import io.lagbench.workloads.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run directories of a made-up machine, on which the time of everything is known. */
class EstimatorTest {
    private static final double START_SECONDS = 2;
    private static final String PROCESSOR = "A CPU";

    @TempDir
    private Path runs;

    private final Random noise = new Random(1);

    /** How long a fit takes on the machine, but for noise. */
    private static double fitSeconds(TrialSpec spec, Task task, double slowness) {
        double steps = (double) task.shape().timeSteps() * spec.layers();
        double products = (double) spec.batch() * task.shape().timeSteps() * spec.hidden() * (8 + spec.hidden()) * 4;
        double own = spec.lstm().equals("stock") ? 7e-4 * steps + 2e-10 * products : 1e-5 * steps + 6e-11 * products;
        return slowness * (1.3e-3 * spec.regime().updatesPerFit(task.shape().timeSteps()) + own);
    }

    private static double evaluationSeconds(TrialSpec spec, Task task, double slowness) {
        double batches = (double) task.streams().evaluationSequences() / spec.batch();
        return fitSeconds(spec, task, slowness) * Math.min(1, batches) / 2;
    }

    /** What the whole trial takes. */
    private static double totalSeconds(TrialSpec spec, long fits, double slowness) {
        Task task = spec.createTask();
        double fit = fitSeconds(spec, task, slowness);
        return START_SECONDS
                + (spec.warmup() + fits) * fit
                + Schedule.of(spec, task).evaluations(fits) * evaluationSeconds(spec, task, slowness);
    }

    private static double totalSeconds(TrialSpec spec) {
        return totalSeconds(spec, Schedule.of(spec, spec.createTask()).fits(), 1);
    }

    private TrialRecord record(TrialSpec spec, double slowness, Long updatesToSolve) {
        Task task = spec.createTask();
        double varied = slowness * (0.8 + 0.4 * noise.nextDouble());
        int perFit = spec.regime().updatesPerFit(task.shape().timeSteps());
        long fits = updatesToSolve != null && spec.untilSolved()
                ? updatesToSolve / perFit
                : Schedule.of(spec, task).fits();
        double wall = fits * fitSeconds(spec, task, varied);
        double predict = evaluationSeconds(spec, task, varied) * 1e9;
        LatencySummary predicts =
                new LatencySummary(Schedule.of(spec, task).evaluations(fits), predict, 0, 1, 1, 1, null, null, null, 1);
        Map<String, Double> metrics = new HashMap<>(Map.of(
                "train_s", wall * 0.99, "wall_s", wall, "total_s", totalSeconds(spec, fits, varied), "accuracy", 1.0));
        if (updatesToSolve != null) {
            metrics.put("updates_to_solve", (double) updatesToSolve);
        }
        TrialResult result = new TrialResult(
                Status.OK,
                null,
                fits,
                fits * perFit,
                fits * spec.batch(),
                updatesToSolve != null,
                null,
                metrics,
                List.of(new StageLatency(Stage.PREDICT, Phase.MEASUREMENT, predicts)));
        EngineDescription engine =
                new EngineDescription(spec.lstm(), Backend.CPU, "", "a native", "avx2", 1, false, Map.of());
        return new TrialRecord(
                "a suite",
                spec,
                task,
                Hosts.outcome(
                        Hosts.named(PROCESSOR), result, new TrialEvent.Started(engine, 1, Map.of(), Jvm.current())),
                "abc",
                null);
    }

    private Path write(String name, String start, Plan plan, double slowness, Long updatesToSolve) throws IOException {
        Path run = runs.resolve(name);
        try (RunDirectory directory = RunDirectory.create(run, plan)) {
            for (TrialSpec spec : plan.trials()) {
                directory.append(record(spec, slowness, updatesToSolve));
            }
            directory.writeRun(Map.of("status", "complete", "start", start));
            directory.writeEnvironment(Map.of("cpu", PROCESSOR));
        }
        return run;
    }

    private Path write(String name, Plan plan) throws IOException {
        return write(name, "2026-01-01T00:00:00Z", plan, 1, null);
    }

    private Estimate estimate(Plan plan) {
        return new Estimator(runs, "cpu", PROCESSOR, spec -> 1).estimate(plan.trials());
    }

    private static Plan grid(String... more) {
        List<String> assignments = new ArrayList<>(
                List.of("length=5,20", "batch=1,32", "hidden=20,128", "lstm=onednn,stock", "updates=200"));
        assignments.addAll(List.of(more));
        return Trials.plan("recall", assignments.toArray(String[]::new));
    }

    private static double sum(Plan plan) {
        return plan.trials().stream().mapToDouble(EstimatorTest::totalSeconds).sum();
    }

    private static void withinAFactorOfTwo(double estimated, double taken, Object what) {
        assertThat(estimated / taken)
                .as("%s: %s of %s s", what, estimated, taken)
                .isBetween(0.5, 2.0);
    }

    @Test
    void measuredCellIsEstimatedFromItself() throws IOException {
        write("a", grid());
        Plan again = grid("updates=5000", "evaluate-every=10", "warmup=7", "learning-rate=0.1");
        Estimate estimate = estimate(again);
        withinAFactorOfTwo(estimate.seconds(), sum(again), "all");
        for (TrialSpec trial : again.trials()) {
            Estimate one = new Estimator(runs, "cpu", PROCESSOR, spec -> 1).estimate(List.of(trial));
            withinAFactorOfTwo(one.seconds(), totalSeconds(trial), trial.label());
        }
        assertThat(estimate.line()).contains("16 trials, about ").contains("(16 from the same cell measured in 1 run)");
    }

    @Test
    void modelledCellsAreWithinAFactorOfTwo() throws IOException {
        write("a", grid());
        for (String left : List.of(
                "length=100",
                "length=1000",
                "hidden=64",
                "hidden=512",
                "batch=8",
                "batch=128",
                "layers=2",
                "regime=stateful-1",
                "regime=tbptt-5",
                "length=300;batch=64;hidden=256")) {
            List<String> assignments =
                    new ArrayList<>(List.of("lstm=onednn,stock", "updates=3000", "alphabet=8", "evaluate-every=3000"));
            assignments.addAll(List.of(left.split(";")));
            Plan plan = Trials.plan("recall", assignments.toArray(String[]::new));
            for (TrialSpec trial : plan.trials()) {
                Estimate one = new Estimator(runs, "cpu", PROCESSOR, spec -> 1).estimate(List.of(trial));
                assertThat(one.fromModel()).isEqualTo(1);
                assertThat(one.modelCells()).isEqualTo(16);
                withinAFactorOfTwo(one.seconds(), totalSeconds(trial), trial.label() + " " + left);
            }
        }
    }

    @Test
    void latestRunOfACellIsUsed() throws IOException {
        Plan plan = grid();
        write("b", "2026-02-01T00:00:00Z", plan, 1, null);
        write("a", "2026-03-01T00:00:00Z", plan, 30, null);
        write("c", "2026-01-01T00:00:00Z", plan, 1, null);
        assertThat(estimate(plan).seconds()).isGreaterThan(5 * sum(plan));
        assertThat(estimate(plan).runs()).isEqualTo(1);
    }

    @Test
    void partialEstimatesSaySo() throws IOException {
        write("a", grid("lstm=stock"));
        Plan plan = grid("lstm=stock,onednn", "length=5,100");
        Estimate estimate = estimate(plan);
        assertThat(estimate.fromCells()).isEqualTo(4);
        assertThat(estimate.fromModel()).isEqualTo(4);
        assertThat(estimate.line())
                .startsWith("16 trials, about ")
                .contains(" for 8 of them (4 from the same cell measured in 1 run, 4 from a model of 8 measured cells)")
                .endsWith("; no estimate for the other 8: too little was measured here with onednn");
    }

    @Test
    void withoutMeasurementsThereIsNoEstimate() throws IOException {
        assertThat(estimate(grid()).line())
                .isEqualTo(
                        "16 trials; no estimate of the time: too little was measured here with onednn, stock (a run of"
                                + " suite verify is enough)");
        write("a", Trials.plan("original", "lstm=stock"));
        assertThat(estimate(grid()).fromModel()).as("one cell is no model").isZero();
        assertThat(estimate(Trials.plan("original", "lstm=stock")).fromCells()).isEqualTo(1);
    }

    @Test
    void onlyFinishedRunsOfThisHostCount() throws IOException {
        Plan plan = Trials.plan("original", "lstm=stock");
        Path run = write("a", plan);
        assertThat(new Estimator(runs, "cpu", "Another CPU", spec -> 1)
                        .estimate(plan.trials())
                        .fromCells())
                .isZero();
        assertThat(new Estimator(runs, "cuda", PROCESSOR, spec -> 1)
                        .estimate(plan.trials())
                        .fromCells())
                .isZero();
        assertThat(new Estimator(runs, "cpu", PROCESSOR, spec -> 2)
                        .estimate(plan.trials())
                        .fromCells())
                .isZero();
        assertThat(estimate(plan).fromCells()).isEqualTo(1);
        Files.writeString(run.resolve("run.json"), "{\"status\": \"running\"}");
        assertThat(estimate(plan).fromCells()).isZero();
    }

    @Test
    void unreadableRunsAreLeftOut() throws IOException {
        Plan plan = Trials.plan("original", "lstm=stock");
        write("good", plan);
        Files.writeString(write("no-plan", plan).resolve("plan.jsonl"), "{\"suite\":");
        Files.writeString(write("no-json", plan).resolve("run.json"), "nothing");
        Files.delete(write("no-trials", plan).resolve("trials.csv"));
        Files.writeString(runs.resolve("a file"), "x");
        assertThat(estimate(plan).fromCells()).isEqualTo(1);
    }

    @Test
    void parallelOrOldTrialsHaveNoTimes() throws IOException {
        Plan plan = Trials.plan("original", "lstm=stock");
        for (String column : List.of("train_s", "total_s")) {
            Path trials = write(column, plan).resolve("trials.csv");
            List<String> lines = Files.readAllLines(trials);
            String[] fields = lines.get(1).split(",", -1);
            fields[Schema.trials().header().indexOf(column)] = "";
            Files.write(trials, List.of(lines.get(0), String.join(",", fields)));
        }
        assertThat(estimate(plan).fromCells()).isZero();
    }

    @Test
    void trainingUntilSolvedTakesTheBudgetAtMost() throws IOException {
        write("a", grid());
        Plan unsolved = Trials.plan("recall", "length=20", "lstm=stock", "until=solved", "updates=100000");
        Estimate most = estimate(unsolved);
        assertThat(most.atMost()).isTrue();
        assertThat(most.line()).contains(" at most (");
        withinAFactorOfTwo(most.seconds(), sum(unsolved), "budget");
        Plan sameBudget = Trials.plan("recall", "length=20", "lstm=stock", "until=solved", "updates=200");
        assertThat(estimate(sameBudget).atMost())
                .as("it was not solved in 200 updates before, and will not be")
                .isFalse();
    }

    @Test
    void trainingUntilSolvedTakesMeasuredUpdates() throws IOException {
        Plan plan = Trials.plan("recall", "length=20", "lstm=stock", "until=solved", "updates=100000");
        write("a", "2026-01-01T00:00:00Z", plan, 1, 4000L);
        Estimate known = estimate(plan);
        assertThat(known.atMost()).isFalse();
        withinAFactorOfTwo(known.seconds(), totalSeconds(plan.trials().get(0), 4000, 1), "until solved");
        assertThat(estimate(Trials.plan(
                                "recall",
                                "length=20",
                                "lstm=stock",
                                "until=solved",
                                "updates=9000",
                                "learning-rate=0.1"))
                        .atMost())
                .as("solved elsewhere is not solved with these settings")
                .isTrue();
        assertThat(estimate(Trials.plan(
                                "recall",
                                "length=20",
                                "lstm=stock",
                                "until=solved",
                                "updates=100000",
                                "symbols=strings",
                                "timeout=7200"))
                        .atMost())
                .as("settings without effect make no other trial")
                .isFalse();
    }

    @Test
    void estimateIsCappedByMinutesAndTimeout() throws IOException {
        write("a", grid());
        String[] settings = {"length=20", "lstm=stock", "updates=1000000", "warmup=0"};
        Plan minutes = Trials.plan("recall", with(settings, "minutes=2"));
        assertThat(estimate(minutes).seconds()).isEqualTo(120 + START_SECONDS, within(1.0));
        Plan timeout = Trials.plan("recall", with(settings, "timeout=60"));
        assertThat(estimate(timeout).seconds()).isEqualTo(60 + START_SECONDS, within(1.0));
    }

    private static String[] with(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(String[]::new);
    }

    @Test
    void lineNamesTimeAndSources() {
        assertThat(new Estimate(1, 3.4, false, 1, 1, 0, 1, List.of()).line())
                .isEqualTo("1 trial, about 3 s (1 from the same cell measured in 1 run)");
        assertThat(new Estimate(12, 200, false, 8, 2, 4, 24, List.of()).line())
                .isEqualTo(
                        "12 trials, about 3:20 min (8 from the same cell measured in 2 runs, 4 from a model of 24 measured"
                                + " cells)");
        assertThat(new Estimate(2, 7380, true, 0, 0, 2, 24, List.of()).line())
                .isEqualTo("2 trials, about 2:03 h at most (2 from a model of 24 measured cells)");
    }

    /** Real times: what the cells of suite verify say about those of all reference runs. */
    @Test
    void modelOfVerifyPredictsReferenceRunsWithinFactorTwo() throws IOException {
        FitTimeModel model = new FitTimeModel(samples("verify-1000"));
        List<FitTimeModel.Sample> all = new ArrayList<>();
        for (String run :
                List.of("verify-1000", "lstm", "long-range-100000", "threads", "original-30-seeds", "harness-cost")) {
            all.addAll(samples(run));
        }
        long near = all.stream()
                .filter(sample -> {
                    double ratio = model.seconds(sample.work()).orElseThrow() / sample.seconds();
                    return ratio >= 0.5 && ratio <= 2;
                })
                .count();
        assertThat(all).hasSizeGreaterThan(45);
        assertThat(near).isGreaterThanOrEqualTo(9 * all.size() / 10);
    }

    private static List<FitTimeModel.Sample> samples(String run) throws IOException {
        Path folder = Path.of(System.getProperty("lagbench.root"), "results", "reference", "epyc-2-cores", run);
        Map<List<String>, List<CsvRows.Row>> cells = CsvRows.read(folder, Schema.trials()).stream()
                .collect(Collectors.groupingBy(row -> List.of(
                        row.text("lstm"),
                        row.text("regime"),
                        row.text("time_steps"),
                        row.text("batch"),
                        row.text("parameters"),
                        row.text("threads"))));
        return cells.values().stream()
                .map(rows -> new FitTimeModel.Sample(
                        work(rows.get(0)),
                        Medians.median(rows.stream()
                                        .mapToDouble(row -> number(row, "wall_s") / number(row, "fits"))
                                        .toArray())
                                .orElseThrow()))
                .toList();
    }

    private static FitWork work(CsvRows.Row row) {
        double steps = number(row, "time_steps");
        return new FitWork(
                row.text("lstm"),
                row.text("regime").equals("stateful-1") ? steps : 1,
                steps * number(row, "layers"),
                number(row, "batch") * steps * number(row, "parameters"));
    }

    private static double number(CsvRows.Row row, String column) {
        return row.number(column).orElseThrow();
    }
}
