package io.lagbench.harness.plan;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Engines;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/**
 * One trial, fully resolved: what to run, on which backend, from which seed. Immutable. Its {@link #id} is a hash of what the
 * trial is, so equal trials have equal ids on every machine and in every suite.
 *
 * @param id as {@link TrialIds} makes it; of a trial that an older version planned, what that version made of it
 * @param task name of the task
 * @param backend {@code cpu}, {@code cuda} or {@code cuda-offload}
 * @param settings a value for every key of the task that has a default or was set
 * @param seed initial weights and training stream
 * @param fork repetition of the same seed, from 1
 */
public record TrialSpec(String id, String task, String backend, Settings settings, long seed, int fork) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Updates of a workload that sets neither epochs nor updates. */
    private static final int DEFAULT_UPDATES = 500;

    private static final int DEFAULT_EVALUATIONS = 25;

    /** The trial as a JSON object on one line, keys in alphabetical order. */
    public String toJson() {
        Map<String, Object> fields = content();
        fields.put("id", id);
        return JSON.writeValueAsString(fields);
    }

    /** The trial of a line written by {@link #toJson}, of this version or an older one. */
    public static TrialSpec fromJson(String line) {
        return new PlanReader().trial(line);
    }

    /** Whether another trial is the same but for the id that its version gave it. */
    public boolean isSameAs(TrialSpec other) {
        return content().equals(other.content());
    }

    private Map<String, Object> content() {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("task", task);
        fields.put("backend", backend);
        fields.put("seed", seed);
        fields.put("fork", fork);
        fields.put("settings", settings.values());
        return fields;
    }

    /** The task, made anew. */
    public Task createTask() {
        return Tasks.find(task)
                .orElseThrow(() -> new IllegalStateException("no task " + task))
                .create(settings);
    }

    /** The network for a task of this trial. */
    public NetworkSpec network(Task created) {
        return new NetworkSpec(
                Signature.of(created),
                new Architecture(model(), hidden(), layers(), Gate.parse(gate())),
                new Training(
                        batch(),
                        regime(),
                        Optimizer.parse(optimizer()),
                        learningRate(),
                        settings.decimal(Keys.EPSILON),
                        clip().orElse(Double.POSITIVE_INFINITY),
                        init(),
                        seed),
                new Placement(
                        Backend.parse(backend), Arithmetic.parse(math()), threads(), EngineKeys.of(lstm(), settings)));
    }

    /** Why its engine cannot do it, in one line; empty if it can. */
    public Optional<String> unsupported() {
        return Engines.get(lstm()).unsupported(network(createTask()));
    }

    /** The settings that say what is trained, and not by what: without engine, arithmetic and threads, and without keys of engines. */
    public Map<String, Object> workloadSettings() {
        Map<String, Object> values = new TreeMap<>(settings.values());
        values.keySet().removeAll(EngineKeys.all().keySet());
        values.keySet().removeAll(Set.of(Keys.LSTM, Keys.MATH, Keys.THREADS));
        return values;
    }

    /** Name of the engine. */
    public String lstm() {
        return settings.text(Keys.LSTM);
    }

    /** Kind of the hidden layers. */
    public Model model() {
        return Model.of(settings.text(Keys.MODEL));
    }

    /** What computes the hidden layers: the LSTM implementation, or the model where it is another. */
    public String implementation() {
        return model().isLstm() ? lstm() : model().name();
    }

    /** Width of each hidden layer. */
    public int hidden() {
        return settings.integer(Keys.HIDDEN);
    }

    /** Number of hidden layers. */
    public int layers() {
        return settings.integer(Keys.LAYERS);
    }

    /** Gate activation. */
    public String gate() {
        return settings.text(Keys.GATE);
    }

    /** Initial weights. */
    public Initialization init() {
        return new Initialization(settings.text(Keys.INIT));
    }

    /** Largest L2 norm of a layer's gradient; empty for no clipping. */
    public OptionalDouble clip() {
        String clip = settings.text(Keys.CLIP);
        return clip.equals("none") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(clip));
    }

    /** Whether training stops at the evaluation that solves the task. */
    public boolean untilSolved() {
        return !until().equals(Keys.UPDATES);
    }

    /** Whether it is held against the criterion of its task; if not, it is only timed. */
    public boolean judged() {
        return !settings.text(Keys.MEASURE).equals(Keys.LATENCY);
    }

    /** Whether a trial of twice the length follows if this one is solved. */
    public boolean searchesLongest() {
        return until().equals(Keys.LONGEST);
    }

    /** When training ends: {@code updates}, {@code solved} or {@code longest}. */
    public String until() {
        return settings.text(Keys.UNTIL);
    }

    /** Minutes after which training stops, evaluations included; empty for no such budget. */
    public OptionalDouble minutes() {
        return settings.has(Keys.MINUTES) ? OptionalDouble.of(settings.decimal(Keys.MINUTES)) : OptionalDouble.empty();
    }

    /** Arithmetic. */
    public String math() {
        return settings.text(Keys.MATH);
    }

    /** Sequences per fit call. */
    public int batch() {
        return settings.integer(Keys.BATCH);
    }

    /** How far the gradient flows back. */
    public Regime regime() {
        return Regime.of(settings.text(Keys.REGIME));
    }

    /** Optimizer. */
    public String optimizer() {
        return settings.text(Keys.OPTIMIZER);
    }

    /** Learning rate. */
    public double learningRate() {
        return settings.decimal(Keys.LEARNING_RATE);
    }

    /** Fit calls on the throw-away network. */
    public int warmup() {
        return settings.integer(Keys.WARMUP);
    }

    /** Whether budget and evaluations count epochs rather than updates. */
    public boolean countsEpochs() {
        return settings.has(Keys.EPOCHS);
    }

    /** The budget, in epochs or updates as {@link #countsEpochs} says. */
    public int budget() {
        if (countsEpochs()) {
            return settings.integer(Keys.EPOCHS);
        }
        return settings.has(Keys.UPDATES) ? settings.integer(Keys.UPDATES) : DEFAULT_UPDATES;
    }

    /** Distance between evaluations, in the unit of the budget. */
    public int evaluateEvery() {
        return settings.has(Keys.EVALUATE_EVERY)
                ? settings.integer(Keys.EVALUATE_EVERY)
                : Math.max(1, budget() / DEFAULT_EVALUATIONS);
    }

    /** Threads asked for; empty where the launcher chooses. */
    public OptionalInt threads() {
        String threads = settings.text(Keys.THREADS);
        return threads.equals(Keys.AUTO) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(threads));
    }

    /** Whether the sequences of each epoch come in an order of their own. */
    public boolean shuffle() {
        return settings.text(Keys.SHUFFLE).equals(Keys.EPOCH);
    }

    /** Seconds after which the trial is ended. */
    public int timeoutSeconds() {
        return settings.integer(Keys.TIMEOUT);
    }

    /** The first thing in which this trial differs from another, in a few words for people; empty if they are equal. */
    String difference(TrialSpec other) {
        Map<String, Object> fields = fields();
        Map<String, Object> others = other.fields();
        Set<String> names = new TreeSet<>(fields.keySet());
        names.addAll(others.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(fields.get(name), others.get(name)))
                .findFirst()
                .map(name ->
                        name + " " + fields.getOrDefault(name, "none") + ", not " + others.getOrDefault(name, "none"))
                .orElse("");
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = content();
        fields.remove("settings");
        fields.putAll(settings.values());
        return fields;
    }

    /** The trial in a few words for people: its task with what matters of its settings, then model and seed. */
    public String label() {
        StringBuilder label = new StringBuilder(task);
        Tasks.find(task).map(TaskProvider::settings).orElse(List.of()).stream()
                .filter(setting -> settings.has(setting.key()))
                .filter(setting -> !(settings.values().get(setting.key()) instanceof String text
                        && text.equals(setting.defaultText())))
                .forEach(setting -> label.append(' ')
                        .append(setting.key())
                        .append(' ')
                        .append(settings.values().get(setting.key())));
        String math = math().equals(Arithmetic.FP32.label()) ? "" : " " + math();
        return label + " " + regime().name() + " " + implementation() + math + " batch " + batch() + " hidden "
                + hidden() + " seed " + seed + (fork > 1 ? " fork " + fork : "");
    }
}
