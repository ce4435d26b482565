package io.lagbench.harness.plan;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Regime;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of model and training, which every workload knows; a task adds its own, an engine too ({@link EngineKeys}). The
 * one place for their types, ranges, defaults and help.
 */
public final class Keys {
    /** Key of the task, which decides which other keys there are. */
    public static final String TASK = "task";

    static final String LSTM = "lstm";
    static final String MODEL = "model";
    static final String HIDDEN = "hidden";
    static final String LAYERS = "layers";
    static final String GATE = "gate";
    static final String INIT = "init";
    static final String BATCH = "batch";
    static final String REGIME = "regime";
    static final String OPTIMIZER = "optimizer";
    static final String LEARNING_RATE = "learning-rate";
    static final String EPSILON = "epsilon";
    static final String CLIP = "clip";
    static final String UNTIL = "until";
    /** Key of a budget in minutes. */
    public static final String MINUTES = "minutes";

    static final String WARMUP = "warmup";
    /** Key of a budget in updates. */
    public static final String UPDATES = "updates";
    /** Key of a budget in epochs. */
    public static final String EPOCHS = "epochs";

    static final String EVALUATE_EVERY = "evaluate-every";
    static final String SHUFFLE = "shuffle";
    static final String MATH = "math";
    static final String THREADS = "threads";
    static final String TIMEOUT = "timeout";
    static final String MEASURE = "measure";

    /** Value of {@link #MEASURE} of trials that are not held against the criterion of their task. */
    static final String LATENCY = "latency";

    /** Value of {@link #UNTIL} that ends training at the evaluation that solves the task. */
    static final String SOLVED = "solved";

    /** Value of {@link #UNTIL} that does so, and then doubles the length. */
    static final String LONGEST = "longest";

    /** Value of {@link #LSTM} that leaves the choice to the host. */
    static final String FASTEST = "fastest";

    /** Value of {@link #LSTM} that makes an axis of all that the host can do. */
    static final String ALL = "all";

    /** Value of {@link #SHUFFLE} that gives each epoch an order of its own. */
    static final String EPOCH = "epoch";

    /** Value of {@link #THREADS} that leaves the choice to the launcher. */
    static final String AUTO = "auto";

    /** Keys that change how long training takes or how often it is looked at, not what is learned when. */
    private static final Set<String> OF_TIME_ONLY =
            Set.of(LSTM, UNTIL, MINUTES, WARMUP, UPDATES, EPOCHS, EVALUATE_EVERY, MATH, THREADS);

    /** Keys that change neither how long a fit takes nor an evaluation. */
    private static final Set<String> OF_LEARNING_ONLY = Set.of(
            OPTIMIZER,
            LEARNING_RATE,
            EPSILON,
            CLIP,
            INIT,
            SHUFFLE,
            UPDATES,
            EPOCHS,
            MINUTES,
            UNTIL,
            WARMUP,
            EVALUATE_EVERY);

    /** Keys that say how long is trained, how often it is looked at, and what happens before: a schedule, not a network. */
    public static final List<String> SCHEDULE = List.of(UPDATES, EPOCHS, MINUTES, UNTIL, WARMUP, EVALUATE_EVERY);

    private Keys() {}

    private static List<String> lstms() {
        List<String> names = new ArrayList<>(List.of(FASTEST, ALL));
        names.addAll(EnginesOfProfiles.withThoseOfThisBuild());
        return names;
    }

    /** The keys that every workload knows, in the order of the help. */
    public static List<Setting> common() {
        return List.of(
                Setting.choice(
                        LSTM,
                        lstms(),
                        FASTEST,
                        "implementation of the LSTM layer; all: those that pass conformance on this host; fastest: the one of"
                                + " them that took the least time here at the next size"),
                Setting.word(
                        MODEL,
                        Model.PATTERN,
                        "lstm, simple-rnn, feed-forward, or window-K with K inputs",
                        Model.LSTM,
                        "hidden layers; all but lstm are controls: a plain recurrent net, nets that see one or K inputs"),
                Setting.integer(HIDDEN, 1, 65_536, "20", "width of each hidden layer"),
                Setting.integer(LAYERS, 1, 64, "1", "number of hidden layers"),
                Setting.choice(GATE, Gate.labels(), Gate.SIGMOID.label(), "gate activation"),
                Setting.word(
                        INIT,
                        Initialization.PATTERN,
                        "default, keras2, chrono, or forget-bias:V",
                        "default",
                        "initial weights: the engine's; Keras 2's; or its with gate biases for long lags, or forget bias V"),
                Setting.integer(BATCH, 1, 1_000_000, "1", "sequences per fit call"),
                Setting.word(
                        REGIME,
                        Regime.PATTERN,
                        "full, stateful-1, or tbptt-K with K steps",
                        "full",
                        "how far the gradient flows back; state always flows"),
                Setting.choice(OPTIMIZER, Optimizer.labels(), Optimizer.ADAM.label(), "optimizer, DL4J's defaults"),
                Setting.positive(LEARNING_RATE, 1000, "0.001", "learning rate"),
                Setting.positive(
                        EPSILON,
                        1,
                        "1.0E-8",
                        "of adam and rmsprop: added to the size of gradients by which they divide; lags of 1,000,000 need less"),
                Setting.word(
                        CLIP,
                        Pattern.compile("none|(?!0+([.]0+)?$)[0-9]{1,6}([.][0-9]{1,6})?"),
                        "none or a number above 0",
                        "none",
                        "largest L2 norm of a layer's gradient"),
                Setting.choice(
                        UNTIL,
                        List.of(UPDATES, SOLVED, LONGEST),
                        UPDATES,
                        "trains to the end of the budget; or stops at the evaluation that solves the task; longest: then"
                                + " doubles the length, until the budget is too small"),
                Setting.positive(
                        MINUTES, 100_000, "", "stop after so many minutes, evaluations included, solved or not"),
                Setting.integer(WARMUP, 0, 1_000_000, "50", "fit calls on a throw-away network before measuring"),
                Setting.integer(
                        UPDATES, 1, 1_000_000_000, "", "stop after so many updates (500 where no epochs are set)"),
                Setting.integer(
                        EPOCHS, 1, 1_000_000_000, "", "stop after so many epochs, where only a few sequences exist"),
                Setting.integer(
                        EVALUATE_EVERY,
                        1,
                        1_000_000_000,
                        "",
                        "epochs, or updates without epochs, per evaluation (a 25th of all)"),
                Setting.choice(
                        SHUFFLE,
                        List.of("none", EPOCH),
                        "none",
                        "order of the sequences where only a few exist: always the same, or new in each epoch"),
                Setting.choice(
                        MATH,
                        Arithmetic.labels(),
                        Arithmetic.FP32.label(),
                        "arithmetic of the device: full single precision, or products rounded to TF32"),
                Setting.word(
                        THREADS,
                        Pattern.compile("auto|[1-9][0-9]{0,3}"),
                        "auto or a whole number from 1 to 9999",
                        AUTO,
                        "threads of native code; auto: the engine chooses, 1 for small networks"),
                Setting.choice(
                                MEASURE,
                                List.of("learning", LATENCY),
                                "learning",
                                "learning: held against the task's criterion, and put to the proof of memory; latency: trained"
                                        + " the same way, but only timed")
                        .withoutEffect(),
                Setting.integer(TIMEOUT, 1, 10_000_000, "3600", "seconds after which a trial is ended")
                        .withoutEffect());
    }

    /** The keys of a task that do not decide what is learned when: those of time only, and those without any effect. */
    public static Set<String> withoutEffectOnLearning(TaskProvider task) {
        return with(OF_TIME_ONLY, withoutEffect(task.name()));
    }

    /** The keys of a task that do not decide how long a fit or an evaluation takes. */
    public static Set<String> withoutEffectOnFitTime(TaskProvider task) {
        return with(OF_LEARNING_ONLY, withoutEffect(task.name()));
    }

    private static Set<String> with(Set<String> keys, Set<String> more) {
        Set<String> all = new TreeSet<>(keys);
        all.addAll(more);
        return all;
    }

    /** The keys that change neither what is learned nor how long it takes: they tell no cells apart. */
    public static Set<String> withoutEffect(String task) {
        return withEngines(task).values().stream()
                .filter(setting -> !setting.hasEffect())
                .map(Setting::key)
                .collect(Collectors.toSet());
    }

    /** All keys of the task of a name; of one that is not on the class path those that every task has. */
    static Map<String, Setting> of(String task) {
        return Tasks.find(task)
                .map(Keys::of)
                .orElseGet(() -> common().stream().collect(Collectors.toMap(Setting::key, setting -> setting)));
    }

    /** The same with the keys that engines add. */
    static Map<String, Setting> withEngines(String task) {
        Map<String, Setting> known = new LinkedHashMap<>(of(task));
        known.putAll(EngineKeys.all());
        return known;
    }

    /** All keys of a task, by name, the task's own first. */
    public static Map<String, Setting> of(TaskProvider task) {
        List<Setting> settings = new ArrayList<>(task.settings());
        settings.addAll(common());
        Map<String, Setting> byKey = new LinkedHashMap<>();
        settings.forEach(setting -> byKey.put(setting.key(), setting));
        return byKey;
    }
}
