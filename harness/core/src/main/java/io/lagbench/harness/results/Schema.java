package io.lagbench.harness.results;

import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.measure.LatencySummary;
import io.lagbench.harness.measure.Phase;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.trial.MemoryProof;
import io.lagbench.harness.trial.StageLatency;
import io.lagbench.harness.trial.TrialEvent;
import io.lagbench.workloads.Score;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The CSV files of a run, column by column: the one definition that writers, readers and documentation share. */
public final class Schema {
    /** Version of all files; changed when a column changes its meaning. */
    public static final int VERSION = 1;

    private static final double NANOS_PER_MICRO = 1000.0;

    private Schema() {}

    /** A row of latency.csv. */
    public record LatencyRow(String trialId, StageLatency latency) {}

    /** A row of learning.csv. */
    public record LearningRow(String trialId, TrialEvent.Evaluated evaluated) {}

    /** One row a trial. */
    public static final Table<TrialRecord> TRIALS = new Table<>(
            "trials.csv",
            "One row a trial, written when it ends, however it ends.",
            List.of(
                    version(),
                    trial(
                            "trial_id",
                            "hash of the resolved trial; its line in plan.jsonl",
                            r -> r.spec().id()),
                    trial("suite", "suite it belongs to", r -> r.spec().suite()),
                    trial("task", "what is learned", r -> r.spec().task()),
                    trial(
                            "length",
                            "symbols in a sequence",
                            r -> r.task().shape().length()),
                    trial(
                            "time_steps",
                            "steps fed to the network",
                            r -> r.task().shape().timeSteps()),
                    trial(
                            "lag",
                            "steps from the information to the answer that needs it",
                            r -> r.task().shape().lag()),
                    trial("alphabet", "different symbols", r -> r.task().shape().alphabet()),
                    trial(
                            "classes",
                            "different answers at the step that needs memory",
                            r -> r.task().shape().classes()),
                    trial(
                            "interior",
                            "symbols between: linear, shared or random",
                            r -> r.task().shape().interior()),
                    trial(
                            "model",
                            "kind of the hidden layers",
                            r -> r.spec().model().name()),
                    trial("hidden", "width of each hidden layer", r -> r.spec().hidden()),
                    trial("layers", "number of hidden layers", r -> r.spec().layers()),
                    trial("batch", "sequences per fit call", r -> r.spec().batch()),
                    trial(
                            "parameters",
                            "trainable parameters",
                            r -> r.started() == null ? null : r.started().parameters()),
                    trial(
                            "lstm",
                            "implementation of the LSTM layer",
                            r -> r.spec().lstm()),
                    trial("math", "arithmetic", r -> r.spec().math()),
                    trial("gate", "gate activation", r -> r.spec().gate()),
                    trial("backend", "what ran, asked of the process; what was asked where none ran", Schema::backend),
                    trial("device", "processor or accelerator", Schema::device),
                    engine("engine_native", "native library that loaded", EngineDescription::engineNative),
                    engine("isa", "instruction set of that library", EngineDescription::isa),
                    trial(
                            "threads",
                            "threads of that library; what was asked where none ran, empty if that was auto",
                            Schema::threads),
                    trial("optimizer", "optimizer", r -> r.spec().optimizer()),
                    trial("learning_rate", "learning rate", r -> r.spec().learningRate()),
                    trial(
                            "clip",
                            "largest L2 norm of a layer's gradient; empty without clipping",
                            r -> r.spec().clip().isPresent() ? r.spec().clip().getAsDouble() : null),
                    trial("init", "initial weights", r -> r.spec().init().name()),
                    trial(
                            "regime",
                            "how far the gradient flows back",
                            r -> r.spec().regime().name()),
                    trial(
                            "shuffle",
                            "order of the sequences: none, or new in each epoch",
                            r -> r.spec().shuffle() ? "epoch" : "none"),
                    trial(
                            "seed",
                            "seed of weights and training stream",
                            r -> r.spec().seed()),
                    trial("fork", "repetition of the same seed", r -> r.spec().fork()),
                    trial(
                            "status",
                            "ok, diverged, timeout, out_of_memory, crashed, unsupported or error",
                            r -> r.result().status().label()),
                    trial("error", "what went wrong, one line", r -> r.result().error()),
                    trial("fits", "fit calls in MEASUREMENT", r -> r.result().fits()),
                    trial(
                            "updates",
                            "parameter updates in MEASUREMENT",
                            r -> r.result().updates()),
                    trial(
                            "sequences",
                            "sequences trained on in MEASUREMENT",
                            r -> r.result().sequences()),
                    trial("train_s", "sum of the fit latencies", r -> r.result().trainSeconds()),
                    trial(
                            "wall_s",
                            "wall time of MEASUREMENT without its evaluations",
                            r -> r.result().wallSeconds()),
                    fit("fit_mean_us", "mean fit latency", l -> l.mean() / NANOS_PER_MICRO),
                    fit("fit_p50_us", "median fit latency", l -> micros(l.p50())),
                    fit("fit_p90_us", "90th percentile", l -> micros(l.p90())),
                    fit("fit_p99_us", "99th percentile; empty below 100 fits", l -> micros(l.p99())),
                    fit("fit_p999_us", "99.9th percentile; empty below 1,000 fits", l -> micros(l.p999())),
                    fit("fit_max_us", "largest fit latency", l -> micros(l.max())),
                    trial("steps_per_s", "batch x time_steps x fits / train_s", Schema::stepsPerSecond),
                    trial(
                            "overhead_share",
                            "(wall_s - train_s) / wall_s: the harness's own cost",
                            Schema::overheadShare),
                    score(
                            "final_loss",
                            "loss of the last evaluation, per step, and per output where sigmoid",
                            Score::loss),
                    trial(
                            "loss_floor",
                            "least expected loss without memory",
                            r -> r.task().memorylessFloor().loss()),
                    score("accuracy", "share of steps with loss answered right, last evaluation", Score::accuracy),
                    trial(
                            "accuracy_floor",
                            "greatest expected accuracy without memory",
                            r -> r.task().memorylessFloor().accuracy()),
                    score("recall_accuracy", "accuracy on the steps that need memory", Score::recallAccuracy),
                    trial(
                            "recall_floor",
                            "greatest expected recall accuracy without memory",
                            r -> r.task().memorylessFloor().recallAccuracy()),
                    score("recall_margin", "mean of p(right) - p(strongest wrong) there", Score::recallMargin),
                    trial(
                            "solved",
                            "whether the task's criterion is met at the last evaluation",
                            r -> r.result().solved()),
                    trial(
                            "sequences_to_solve",
                            "sequences trained on at the evaluation from which on it was met",
                            r -> r.result().sequencesToSolve()),
                    trial(
                            "updates_to_solve",
                            "updates made then",
                            r -> r.result().updatesToSolve()),
                    trial(
                            "seconds_to_solve",
                            "fit time spent then",
                            r -> r.result().secondsToSolve()),
                    trial(
                            "peak_rss_mb",
                            "peak resident set size of the trial's process",
                            r -> r.result().peakRssMb()),
                    trial(
                            "peak_heap_mb",
                            "peak use of its Java heap",
                            r -> r.result().peakHeapMb()),
                    trial(
                            "peak_device_mb",
                            "peak use of device memory by all processes, at evaluations; empty without a device",
                            r -> r.result().peakDeviceMb()),
                    trial("git_commit", "commit of the build", TrialRecord::gitCommit),
                    trial(
                            "pipelined_steps_per_s",
                            "steps per second with one wait per 100 fits; empty where each fit is over when it returns, or without warm-up",
                            r -> r.result().pipelinedStepsPerSecond()),
                    proof(
                            "flip_accuracy",
                            "share of answers that follow when only the informative symbol becomes another; empty if not"
                                    + " solved",
                            MemoryProof::flipAccuracy),
                    proof(
                            "blank_accuracy",
                            "accuracy of those answers without that symbol",
                            MemoryProof::blankAccuracy),
                    proof(
                            "swap_accuracy",
                            "accuracy of those answers when symbols that do not matter trade places",
                            MemoryProof::swapAccuracy),
                    trial(
                            "remembers",
                            "whether flip and swap reach 0.99 while blank stays at chance; empty if not solved",
                            Schema::remembers),
                    trial(
                            "total_s",
                            "from the start of the trial's process to its end, warm-up and evaluations included",
                            TrialRecord::totalSeconds),
                    trial(
                            "budget_updates",
                            "updates after which training ends at the latest; empty where epochs are counted",
                            r -> r.spec().countsEpochs() ? null : r.spec().budget()),
                    trial(
                            "budget_epochs",
                            "epochs after which it does; empty where updates are counted",
                            r -> r.spec().countsEpochs() ? r.spec().budget() : null),
                    trial(
                            "budget_minutes",
                            "minutes after which it does; empty without",
                            r -> r.spec().minutes().isPresent()
                                    ? r.spec().minutes().getAsDouble()
                                    : null),
                    trial(
                            "until",
                            "solved: training ends at the evaluation that solves the task; else updates",
                            r -> r.spec().untilSolved() ? "solved" : "updates")));

    /** One row per trial, stage and phase. */
    public static final Table<LatencyRow> LATENCY = new Table<>(
            "latency.csv",
            "One row per trial, stage and phase, from the histograms in trials/<id>/latency.hlog.",
            List.of(
                    version(),
                    new Column<>("trial_id", "trial", LatencyRow::trialId),
                    new Column<>(
                            "stage",
                            "encode, fit or predict",
                            r -> r.latency().stage().label()),
                    new Column<>(
                            "phase",
                            "warmup or measurement",
                            r -> r.latency().phase().label()),
                    latency("count", "number of values", LatencySummary::count),
                    latency("mean_us", "exact mean", l -> l.mean() / NANOS_PER_MICRO),
                    latency("stdev_us", "exact sample standard deviation", l -> l.stdev() / NANOS_PER_MICRO),
                    latency("min_us", "exact minimum", l -> micros(l.min())),
                    latency("p50_us", "median, nearest rank, three digits", l -> micros(l.p50())),
                    latency("p90_us", "90th percentile", l -> micros(l.p90())),
                    latency("p99_us", "99th percentile; empty below 100 values", l -> micros(l.p99())),
                    latency("p999_us", "99.9th percentile; empty below 1,000 values", l -> micros(l.p999())),
                    latency("p9999_us", "99.99th percentile; empty below 10,000 values", l -> micros(l.p9999())),
                    latency("max_us", "exact maximum", l -> micros(l.max()))));

    /** One row per evaluation. */
    public static final Table<LearningRow> LEARNING = new Table<>(
            "learning.csv",
            "One row per evaluation, written as it happens; the first is that of the untrained network.",
            List.of(
                    version(),
                    new Column<>("trial_id", "trial", LearningRow::trialId),
                    learning("update", "updates made before it", TrialEvent.Evaluated::update),
                    learning("sequences", "sequences trained on before it", TrialEvent.Evaluated::sequences),
                    learning("train_s", "fit time before it", TrialEvent.Evaluated::trainSeconds),
                    learning(
                            "loss",
                            "per step, and per output where sigmoid",
                            e -> e.score().loss()),
                    learning(
                            "accuracy",
                            "share of steps with loss answered right",
                            e -> e.score().accuracy()),
                    learning(
                            "recall_accuracy",
                            "the same on the steps that need memory",
                            e -> e.score().recallAccuracy()),
                    learning(
                            "recall_margin",
                            "mean of p(right) - p(strongest wrong) there",
                            e -> e.score().recallMargin()),
                    learning(
                            "epoch_first_loss",
                            "training loss of the first fit of the epoch that just ended, before each of its updates: what"
                                    + " the tutorial prints; empty without epochs",
                            TrialEvent.Evaluated::epochFirstLoss),
                    learning(
                            "evaluated",
                            "sequences it is about; with until=solved an evaluation but the last ends, after 200, once it is"
                                    + " clear that the task is not solved",
                            TrialEvent.Evaluated::evaluated)));

    /** One row a cell. */
    public static final Table<SummaryRow> SUMMARY = SummaryRow.table(TRIALS);

    /** All tables, in the order of the documentation. */
    public static List<Table<?>> tables() {
        return List.of(TRIALS, LATENCY, LEARNING, SUMMARY);
    }

    private static <R> Column<R> version() {
        return new Column<>("schema_version", "version of this schema", r -> VERSION);
    }

    private static Column<TrialRecord> trial(String name, String meaning, Function<TrialRecord, Object> value) {
        return new Column<>(name, meaning, value);
    }

    private static Column<TrialRecord> engine(String name, String meaning, Function<EngineDescription, Object> value) {
        return trial(
                name,
                meaning,
                r -> r.started() == null ? null : value.apply(r.started().engine()));
    }

    private static Column<TrialRecord> score(String name, String meaning, Function<Score, Object> value) {
        return trial(
                name,
                meaning,
                r -> r.result().score() == null ? null : value.apply(r.result().score()));
    }

    private static Column<TrialRecord> proof(String name, String meaning, Function<MemoryProof, Object> value) {
        return trial(
                name,
                meaning,
                r -> r.result().proof() == null ? null : value.apply(r.result().proof()));
    }

    private static Object remembers(TrialRecord record) {
        MemoryProof proof = record.result().proof();
        return proof == null
                ? null
                : proof.remembers(
                        record.task().memorylessFloor().recallAccuracy(),
                        record.task().exhaustive());
    }

    private static Column<TrialRecord> fit(String name, String meaning, Function<LatencySummary, Object> value) {
        return trial(name, meaning, r -> measuredFit(r).map(value).orElse(null));
    }

    private static Optional<LatencySummary> measuredFit(TrialRecord record) {
        Stream<StageLatency> latencies = record.result().latencies().stream();
        return latencies
                .filter(l -> l.stage() == Stage.FIT && l.phase() == Phase.MEASUREMENT)
                .map(StageLatency::summary)
                .findFirst();
    }

    private static Column<LatencyRow> latency(String name, String meaning, Function<LatencySummary, Object> value) {
        return new Column<>(name, meaning, r -> value.apply(r.latency().summary()));
    }

    private static Column<LearningRow> learning(
            String name, String meaning, Function<TrialEvent.Evaluated, Object> value) {
        return new Column<>(name, meaning, r -> value.apply(r.evaluated()));
    }

    private static Object backend(TrialRecord record) {
        return record.started() == null
                ? record.spec().backend()
                : record.started().engine().backend();
    }

    private static Object threads(TrialRecord record) {
        if (record.started() != null) {
            return record.started().engine().threads();
        }
        return record.spec().threads().isPresent() ? record.spec().threads().getAsInt() : null;
    }

    private static Object device(TrialRecord record) {
        return record.started() == null || record.started().engine().device().isEmpty()
                ? record.hostDevice()
                : record.started().engine().device();
    }

    private static Object stepsPerSecond(TrialRecord record) {
        double seconds = record.result().trainSeconds();
        return seconds > 0
                ? (double) record.result().sequences() * record.task().shape().timeSteps() / seconds
                : null;
    }

    private static Object overheadShare(TrialRecord record) {
        double wall = record.result().wallSeconds();
        return wall > 0 ? (wall - record.result().trainSeconds()) / wall : null;
    }

    private static Object micros(Long nanos) {
        return nanos == null ? null : nanos / NANOS_PER_MICRO;
    }
}
