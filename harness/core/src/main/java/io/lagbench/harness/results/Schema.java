package io.lagbench.harness.results;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.host.HostIdentity;
import io.lagbench.harness.measure.LatencySummary;
import io.lagbench.harness.measure.Stage;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.StageLatency;
import io.lagbench.harness.trial.TrialEvent;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The CSV files of a run, column by column: the one definition that writers, readers and documentation share. */
public final class Schema {
    /** Version of all files; changed when a column changes its meaning. */
    public static final int VERSION = 1;

    /** Field of every file that has the version; of CSV files the first column, by which they are told from other programs'. */
    public static final String VERSION_FIELD = "schema_version";

    /** Column of trials.csv that says on which host. */
    public static final String ENVIRONMENT = "environment";

    /** Column of trials.csv that says from which part of a sweep. */
    public static final String ATTEMPT = "attempt";

    private static final double NANOS_PER_MICRO = 1000.0;

    private Schema() {}

    /** A row of latency.csv. */
    public record LatencyRow(String trialId, StageLatency latency) {}

    /** A row of learning.csv. */
    public record LearningRow(String trialId, TrialEvent.Evaluated evaluated) {}

    /** The order in which columns of trials.csv came to be, of those that every file has. */
    private static final List<String> ORDER = List.of("""
            schema_version trial_id suite task length time_steps lag alphabet classes interior model hidden layers
            batch parameters lstm math gate backend device engine_native isa threads optimizer learning_rate clip
            init regime shuffle seed fork status error fits updates sequences train_s wall_s fit_mean_us fit_p50_us
            fit_p90_us fit_p99_us fit_p999_us fit_max_us steps_per_s overhead_share final_loss loss_floor accuracy
            accuracy_floor recall_accuracy recall_floor recall_margin solved sequences_to_solve updates_to_solve
            seconds_to_solve peak_rss_mb peak_heap_mb peak_device_mb git_commit pipelined_steps_per_s flip_accuracy
            blank_accuracy swap_accuracy remembers total_s budget_updates budget_epochs budget_minutes until cell_id""".split("\\s+"));

    /** Columns that came after all that are not named here, in their order. */
    private static final List<String> LATEST = List.of("first_fit_us");

    private static final List<Column<TrialRecord>> FACTS = List.of(
            version(),
            trial(
                    "trial_id",
                    "hash of the resolved trial; its line in plan.jsonl",
                    r -> r.spec().id()),
            trial("suite", "suite it belongs to", TrialRecord::suite),
            trial("task", "what is learned", r -> r.spec().task()),
            task("length", "symbols in a sequence"),
            trial(
                    "time_steps",
                    "steps fed to the network",
                    r -> r.task().shape().timeSteps()),
            trial(
                    "lag",
                    "steps from the information to the answer that needs it",
                    r -> r.task().shape().lag()),
            task("alphabet", "different symbols"),
            task("classes", "different answers at the step that needs memory"),
            task("interior", "symbols between: linear, shared or random"),
            trial("model", "kind of the hidden layers", r -> r.spec().model().name()),
            trial("hidden", "width of each hidden layer", r -> r.spec().hidden()),
            trial("layers", "number of hidden layers", r -> r.spec().layers()),
            trial("batch", "sequences per fit call", r -> r.spec().batch()),
            trial(
                    "parameters",
                    "trainable parameters",
                    r -> r.started() == null ? null : r.started().parameters()),
            trial("lstm", "implementation of the LSTM layer", r -> r.spec().lstm()),
            trial(
                    "math",
                    "least precise arithmetic that may be used: fp32, tf32",
                    r -> r.spec().math()),
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
            trial("seed", "seed of weights and training stream", r -> r.spec().seed()),
            trial("fork", "repetition of the same seed", r -> r.spec().fork()),
            trial(
                    "status",
                    "ok, diverged, timeout, out_of_memory, crashed, unsupported, error or skipped",
                    r -> r.result().status().label()),
            trial("error", "what went wrong, one line", r -> r.result().error()),
            trial("fits", "fit calls in MEASUREMENT", r -> r.result().fits()),
            trial("updates", "parameter updates in MEASUREMENT", r -> r.result().updates()),
            trial(
                    "sequences",
                    "sequences trained on in MEASUREMENT",
                    r -> r.result().sequences()),
            trial(
                    "loss_floor",
                    "least expected loss without memory",
                    r -> r.task().floors().memoryless().loss()),
            trial(
                    "accuracy_floor",
                    "greatest expected accuracy without memory",
                    r -> r.task().floors().memoryless().accuracy()),
            trial(
                    "recall_floor",
                    "greatest expected recall accuracy without memory",
                    r -> r.task().floors().memoryless().recallAccuracy()),
            trial(
                    "solved",
                    "whether the task's criterion is met at the last evaluation; empty where only latency is measured",
                    r -> r.spec().judged() ? r.result().solved() : null),
            trial("git_commit", "commit of the build", TrialRecord::gitCommit),
            trial(
                    "remembers",
                    "whether flip and swap reach 0.99 while blank stays at chance; empty if not solved",
                    r -> r.result().remembers()),
            budget("budget_updates", "updates after which training ends at the latest; empty where epochs are counted"),
            budget("budget_epochs", "epochs after which it does; empty where updates are counted"),
            budget("budget_minutes", "minutes after which it does; empty without"),
            budget(
                    "until",
                    "solved: training ends at the evaluation that solves the task; longest: and twice the length follows;"
                            + " else updates"),
            trial(
                    "cell_id",
                    "hash of what makes its cell: the trials that differ only in seed and fork have one; empty where none"
                            + " ran",
                    Schema::cellId),
            engine(
                    "denormals",
                    "flushed: the LSTM layer's arithmetic takes denormal numbers for zero; kept: it is as slow as they are",
                    engine -> engine.flushesDenormals() ? "flushed" : "kept"),
            trial(
                    "started",
                    "when its process was started, UTC; empty where none was",
                    r -> r.began() == null ? null : r.began().truncatedTo(ChronoUnit.SECONDS)),
            trial(
                    ENVIRONMENT,
                    "hash of the host that it ran on: environments/<hash>.json",
                    r -> HostIdentity.hash(r.outcome().host().facts())),
            trial(ATTEMPT, "folder below shards/ whose row this is; empty in a run that was not merged", r -> null));

    /** When training ends, by column: settings that the first version had no columns for. */
    static final Map<String, Function<TrialSpec, Object>> BUDGET = Map.of(
            "budget_updates", trial -> trial.countsEpochs() ? null : trial.budget(),
            "budget_epochs", trial -> trial.countsEpochs() ? trial.budget() : null,
            "budget_minutes",
                    trial -> trial.minutes().isPresent() ? trial.minutes().getAsDouble() : null,
            "until", TrialSpec::until);

    /** One row a trial: what every run has, with the metrics. */
    public static Table<TrialRecord> trials() {
        return new Table<>(
                "trials.csv",
                "One row a trial, written when it ends, however it ends. Settings that no column here holds follow in columns"
                        + " set_<key>; a metric that is not available is empty.",
                ordered(Stream.concat(Metrics.all().stream().map(Schema::metric), FACTS.stream())
                        .toList()));
    }

    /** The same with the columns of settings that the trials of a plan have. */
    public static Table<TrialRecord> trials(Plan plan) {
        List<Column<TrialRecord>> columns = new ArrayList<>(trials().columns());
        SettingColumns settings = new SettingColumns();
        for (String column : settings.of(plan.trials())) {
            columns.add(trial(
                    column,
                    "setting of the trial",
                    r -> settings.values(r.spec()).get(column)));
        }
        return new Table<>(trials().file(), trials().meaning(), columns);
    }

    /** Whether a column came later than those that files once ended with. */
    public static boolean isAppended(String column) {
        return !ORDER.contains(column);
    }

    private static List<Column<TrialRecord>> ordered(List<Column<TrialRecord>> columns) {
        return columns.stream()
                .sorted(Comparator.comparingInt(column -> place(column.name())))
                .toList();
    }

    private static int place(String column) {
        if (LATEST.contains(column)) {
            return ORDER.size() + 1 + LATEST.indexOf(column);
        }
        return ORDER.contains(column) ? ORDER.indexOf(column) : ORDER.size();
    }

    private static Column<TrialRecord> metric(Metric metric) {
        return trial(metric.name(), metric.meaning(), r -> {
            OptionalDouble value = r.result().value(metric);
            return value.isPresent() ? value.getAsDouble() : null;
        });
    }

    /** Of a trial whose engine never started nobody knows the device: it has no key of its own. */
    private static Object cellId(TrialRecord record) {
        if (record.started() == null) {
            return null;
        }
        Map<String, String> fields = new HashMap<>();
        for (Column<TrialRecord> column : FACTS) {
            if (SettingColumns.OF_EVERY_CELL.contains(column.name())) {
                fields.put(column.name(), Table.format(column.value().apply(record)));
            }
        }
        new SettingColumns().values(record.spec()).forEach((column, value) -> fields.put(column, Table.format(value)));
        return CellKey.of(fields).id();
    }

    /** One row per trial, stage and phase. */
    public static final Table<LatencyRow> LATENCY = new Table<>(
            "latency.csv",
            "One row per trial, stage and phase, from the histograms in trials/<id>/latency.hlog.",
            List.of(
                    version(),
                    new Column<>("trial_id", "trial", LatencyRow::trialId),
                    new Column<>("stage", stages(), r -> r.latency().stage().label()),
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
                            "per step, and per output but for softmax",
                            e -> e.score().loss()),
                    learning(
                            "accuracy",
                            "share answered right of the steps with loss, or of the sequences where the task scores those",
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

    private static String stages() {
        return Arrays.stream(Stage.values()).map(Stage::label).collect(Collectors.joining(", "));
    }

    private static <R> Column<R> version() {
        return new Column<>(VERSION_FIELD, "version of this schema", r -> VERSION);
    }

    private static Column<TrialRecord> budget(String name, String meaning) {
        return trial(name, meaning, record -> BUDGET.get(name).apply(record.spec()));
    }

    private static Column<TrialRecord> trial(String name, String meaning, Function<TrialRecord, Object> value) {
        return new Column<>(name, meaning, value);
    }

    /** A setting of the task, chosen or fixed; empty where the task has none of that name. */
    private static Column<TrialRecord> task(String key, String meaning) {
        return trial(key, meaning, r -> r.task().settings().values().get(key));
    }

    private static Column<TrialRecord> engine(String name, String meaning, Function<EngineDescription, Object> value) {
        return trial(
                name,
                meaning,
                r -> r.started() == null ? null : value.apply(r.started().engine()));
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

    /** Of a trial that ended before its engine told, only a processor is known. */
    private static Object device(TrialRecord record) {
        if (record.started() == null) {
            return record.spec().backend().equals(Backend.CPU.label())
                    ? record.outcome().host().cpu()
                    : null;
        }
        String device = record.started().engine().device();
        return device.isEmpty() ? record.outcome().host().cpu() : device;
    }

    private static Object micros(Long nanos) {
        return nanos == null ? null : nanos / NANOS_PER_MICRO;
    }
}
