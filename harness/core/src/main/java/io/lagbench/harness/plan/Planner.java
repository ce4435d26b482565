package io.lagbench.harness.plan;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Optimizer;
import io.lagbench.workloads.IllegalSettingException;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Resolves a suite and the keys set on the command line into a {@link Plan}. A key set on the command line overrides
 * every entry that knows it; several values make an axis. Trials are interleaved by seed and repetition, so that a drift of
 * the machine meets all cells alike.
 */
public final class Planner {
    /** A plan may not have more trials: so many are planned within ten seconds. */
    public static final int MOST_TRIALS = 50_000;

    private static final String COMMAND_LINE = "--set";

    private final EngineChoice engines;
    private final Map<String, List<String>> engineKeys = EngineKeys.owners();
    private final Map<String, List<Suite.Value>> overrides = new LinkedHashMap<>();
    private final Set<String> usedOverrides = new LinkedHashSet<>();
    private List<Long> seeds = List.of();
    private int forks = 1;

    /**
     * @param host what is known of its engines; asked only where a workload leaves the choice to it
     */
    public Planner(HostEngines host) {
        this.engines = new EngineChoice(host);
    }

    /**
     * Sets a key from {@code KEY=V1,V2}; see {@link CommaList}.
     *
     * @throws ConfigurationException if the text has no key or no value
     */
    public Planner set(String assignment) {
        int equals = assignment.indexOf('=');
        String key = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        String values = equals < 0 ? "" : assignment.substring(equals + 1).strip();
        if (key.isEmpty() || values.isEmpty()) {
            throw new ConfigurationException(COMMAND_LINE + " " + Names.printable(assignment)
                    + ": no value makes an empty grid; allowed: KEY=VALUE or KEY=V1,V2");
        }
        List<Suite.Value> list = new ArrayList<>();
        for (String value : CommaList.split(values)) {
            if (value.isEmpty()) {
                throw new ConfigurationException(
                        COMMAND_LINE + " " + Names.printable(assignment) + ": an empty value; allowed: KEY=V1,V2");
            }
            list.add(new Suite.Value(COMMAND_LINE, value));
        }
        overrides.put(key, list);
        return this;
    }

    /** Replaces the seeds of every entry. */
    public Planner seeds(List<Long> newSeeds) {
        seeds = List.copyOf(newSeeds);
        return this;
    }

    /** Repeats every trial, each time in a process of its own; the repetitions of a seed follow one another cell by cell. */
    public Planner forks(int count) {
        forks = count;
        return this;
    }

    /**
     * The plan of a suite on a backend.
     *
     * @throws ConfigurationException if a key or value is not allowed, or there are too many trials
     */
    public Plan plan(Suite suite, Backend backend) {
        usedOverrides.clear();
        List<Grid> grids = new ArrayList<>();
        for (Suite.Entry entry : suite.entries()) {
            if (overrides.containsKey(Keys.TASK)) {
                usedOverrides.add(Keys.TASK);
                overrides.get(Keys.TASK).forEach(task -> grids.add(grid(entry, task.source(), task.text())));
            } else {
                grids.add(grid(entry, entry.source(), entry.task()));
            }
        }
        refuseUnknownOverrides(grids);
        refuseTooManyTrials(grids);

        Map<String, TrialSpec> trials = new LinkedHashMap<>();
        List<Set<String>> gated = new ArrayList<>();
        grids.forEach(grid -> gated.add(new LinkedHashSet<>()));
        Set<Long> allSeeds = new TreeSet<>();
        grids.forEach(grid -> allSeeds.addAll(grid.seeds()));
        List<List<Cell>> cells =
                grids.stream().map(grid -> cells(grid, backend)).toList();
        refuseUnusedEngineKeys(cells);
        List<Set<Long>> seedsOf =
                grids.stream().map(grid -> Set.copyOf(grid.seeds())).toList();
        for (long seed : allSeeds) {
            for (int fork = 1; fork <= forks; fork++) {
                for (int g = 0; g < grids.size(); g++) {
                    Grid grid = grids.get(g);
                    if (!seedsOf.get(g).contains(seed)) {
                        continue;
                    }
                    for (Cell cell : cells.get(g)) {
                        String id = TrialIds.of(grid.task().name(), backend.label(), cell.named(), seed, fork);
                        TrialSpec trial =
                                new TrialSpec(id, grid.task().name(), backend.label(), cell.settings(), seed, fork);
                        trials.put(trial.id(), trial);
                        gated.get(g).add(trial.id());
                    }
                }
            }
        }
        List<Plan.Gate> gates = new ArrayList<>();
        List<Plan.Published> published = new ArrayList<>();
        for (int g = 0; g < grids.size(); g++) {
            Suite.Entry entry = grids.get(g).entry();
            Set<String> ids = gated.get(g);
            entry.solvedShare().ifPresent(share -> gates.add(new Plan.Gate(fileAndLine(entry), ids, share)));
            entry.published().ifPresent(results -> published.add(new Plan.Published(ids, results)));
        }
        return new Plan(suite.name(), List.copyOf(trials.values()), gates, published);
    }

    /** Where an entry is written, without its folder: a run's files name no paths of a machine. */
    private static String fileAndLine(Suite.Entry entry) {
        return entry.source().replaceFirst("^.*[/\\\\]", "");
    }

    /**
     * What trials that differ in seed and fork share.
     *
     * @param named the settings that are not at their default
     */
    private record Cell(Settings settings, Map<String, Object> named) {}

    private Grid grid(Suite.Entry entry, String taskSource, String taskName) {
        TaskProvider task = Tasks.find(taskName)
                .orElseThrow(() -> new ConfigurationException(taskSource + ": "
                        + Names.unknown(
                                "task",
                                taskName,
                                Tasks.all().stream().map(TaskProvider::name).toList())));
        Map<String, Setting> known = new LinkedHashMap<>(Keys.of(task));
        known.putAll(EngineKeys.all());
        Map<String, List<Suite.Value>> values = new HashMap<>(entry.values());
        for (Map.Entry<String, List<Suite.Value>> value : entry.values().entrySet()) {
            if (!known.containsKey(value.getKey())) {
                throw new ConfigurationException(entry.keySource(value.getKey()) + ": "
                        + Names.unknown("key", value.getKey(), withEntryKeys(known.keySet())));
            }
        }
        overrides.forEach((key, list) -> {
            if (known.containsKey(key)) {
                usedOverrides.add(key);
                values.put(key, list);
            }
        });
        replaceBudgetUnit(values, Keys.EPOCHS, Keys.UPDATES);
        replaceBudgetUnit(values, Keys.UPDATES, Keys.EPOCHS);
        if (values.containsKey(Keys.EPOCHS) && values.containsKey(Keys.UPDATES)) {
            throw new ConfigurationException(
                    entry.source() + ": epochs and updates exclude each other; allowed: one of them");
        }
        if (values.getOrDefault(Keys.MEASURE, List.of()).size() > 1) {
            throw new ConfigurationException(
                    values.get(Keys.MEASURE).get(1).source() + ": measure: is no axis; allowed: one value");
        }
        Map<String, List<Object>> axes = new LinkedHashMap<>();
        for (Setting setting : known.values()) {
            List<Suite.Value> texts = values.get(setting.key());
            if (texts != null) {
                axes.put(setting.key(), parse(setting, texts));
            } else if (!setting.defaultText().isEmpty()) {
                axes.put(setting.key(), List.of(setting.parse(setting.defaultText())));
            }
        }
        return new Grid(entry, task, seeds.isEmpty() ? entry.seeds() : seeds, axes);
    }

    /** Epochs and updates are two units of one budget: setting one on the command line replaces the other. */
    private void replaceBudgetUnit(Map<String, List<Suite.Value>> values, String set, String replaced) {
        if (overrides.containsKey(set) && !overrides.containsKey(replaced) && values.remove(replaced) != null) {
            if (!overrides.containsKey(Keys.EVALUATE_EVERY)) {
                values.remove(Keys.EVALUATE_EVERY); // it counted in the unit that is gone
            }
        }
    }

    private static List<Object> parse(Setting setting, List<Suite.Value> texts) {
        LinkedHashSet<Object> parsed = new LinkedHashSet<>();
        for (Suite.Value text : texts) {
            try {
                if (!parsed.add(setting.parse(text.text()))) {
                    throw new ConfigurationException(
                            text.source() + ": " + setting.key() + ": " + text.text() + " is there twice");
                }
            } catch (IllegalSettingException e) {
                throw new ConfigurationException(text.source() + ": " + e.getMessage() + nearest(setting, text.text()));
            }
        }
        return List.copyOf(parsed);
    }

    private static String nearest(Setting setting, String text) {
        return setting.type() instanceof Setting.Choice choice ? Names.suggestion(text.strip(), choice.words()) : "";
    }

    private void refuseUnknownOverrides(List<Grid> grids) {
        for (String key : overrides.keySet()) {
            if (!usedOverrides.contains(key)) {
                Set<String> known = new LinkedHashSet<>();
                grids.forEach(grid -> known.addAll(Keys.of(grid.task()).keySet()));
                known.addAll(engineKeys.keySet());
                known.add(Keys.TASK);
                throw new ConfigurationException(
                        COMMAND_LINE + ": " + Names.unknown("key", key, known) + elsewhere(key));
            }
        }
    }

    /** A hint where the key exists, but for other tasks than these. */
    private static String elsewhere(String key) {
        List<String> tasks = Tasks.all().stream()
                .filter(task -> Keys.of(task).containsKey(key))
                .map(TaskProvider::name)
                .toList();
        return switch (tasks.size()) {
            case 0 -> "";
            case 1 -> "; task " + tasks.get(0) + " has it";
            default -> "; tasks " + String.join(", ", tasks) + " have it";
        };
    }

    private static Collection<String> withEntryKeys(Collection<String> keys) {
        Set<String> all = new LinkedHashSet<>(List.of(Keys.TASK, "seeds", "expect"));
        all.addAll(keys);
        return all;
    }

    private void refuseTooManyTrials(List<Grid> grids) {
        double trials = 0;
        for (Grid grid : grids) {
            trials += (double) grid.trials() * forks;
        }
        if (trials > MOST_TRIALS) {
            throw new ConfigurationException(String.format(
                    java.util.Locale.ROOT, "the grid has %.0f trials; allowed: at most %d", trials, MOST_TRIALS));
        }
    }

    /** A key of engines that was set on the command line and that no trial has. */
    private void refuseUnusedEngineKeys(List<List<Cell>> cells) {
        List<Settings> all =
                cells.stream().flatMap(List::stream).map(Cell::settings).toList();
        for (String key : engineKeys.keySet()) {
            if (overrides.containsKey(key) && all.stream().noneMatch(cell -> cell.has(key))) {
                throw new ConfigurationException(COMMAND_LINE + ": " + EngineKeys.notFor(key, all));
            }
        }
    }

    /** A key of engines that an entry sets and that none of its trials has. */
    private void refuseUnusedEngineKeys(Grid grid, Set<Settings> cells) {
        for (String key : engineKeys.keySet()) {
            if (grid.entry().values().containsKey(key) && cells.stream().noneMatch(cell -> cell.has(key))) {
                throw new ConfigurationException(grid.entry().keySource(key) + ": " + EngineKeys.notFor(key, cells));
            }
        }
    }

    /** The cells of a grid, each checked against the task and its engines. */
    private List<Cell> cells(Grid grid, Backend backend) {
        Set<Settings> checked = new LinkedHashSet<>();
        for (Map<String, Object> cell : grid.combinations()) {
            check(grid, new Settings(cell));
            if (cell.get(Keys.UNTIL).equals(Keys.LONGEST)) {
                checked.addAll(ladder(grid, cell, backend));
            } else {
                checked.addAll(engines.resolve(grid.entry().source(), grid.task(), cell, backend));
            }
        }
        refuseUnusedEngineKeys(grid, checked);
        Map<String, Setting> known = Keys.withEngines(grid.task().name());
        return checked.stream()
                .map(settings -> new Cell(settings, TrialIds.withoutDefaults(settings, known)))
                .toList();
    }

    /** All lengths of a search run on the engines that are for the longest. */
    private List<Settings> ladder(Grid grid, Map<String, Object> cell, Backend backend) {
        String source = grid.entry().source();
        List<Map<String, Object>> cells = LengthLadder.cells(source, grid.task(), cell);
        List<Settings> all = new ArrayList<>();
        for (Settings longest : engines.resolve(source, grid.task(), cells.get(cells.size() - 1), backend)) {
            for (Map<String, Object> rung : cells) {
                Map<String, Object> onEngine = new HashMap<>(rung);
                onEngine.keySet().retainAll(longest.values().keySet());
                onEngine.put(Keys.LSTM, longest.text(Keys.LSTM));
                all.add(new Settings(onEngine));
            }
        }
        return all;
    }

    private static void check(Grid grid, Settings settings) {
        Task task;
        try {
            task = grid.task().create(settings);
        } catch (IllegalSettingException e) {
            throw new ConfigurationException(grid.entry().source() + ": " + e.getMessage());
        }
        if (settings.text(Keys.SHUFFLE).equals(Keys.EPOCH) && !task.streams().exhaustive()) {
            throw new ConfigurationException(grid.entry().source() + ": shuffle: task " + task.name()
                    + " has no epochs with these settings; allowed: none");
        }
        if (settings.decimal(Keys.EPSILON) != Optimizer.EPSILON
                && settings.text(Keys.OPTIMIZER).equals(Optimizer.SGD.label())) {
            throw new ConfigurationException(
                    grid.entry().source() + ": epsilon: is not for optimizer sgd; allowed: adam, rmsprop");
        }
        if (settings.text(Keys.MEASURE).equals(Keys.LATENCY)) {
            refuseJudging(grid.entry(), settings);
        }
        if (settings.has(Keys.EPOCHS)) {
            if (!task.streams().exhaustive()) {
                throw new ConfigurationException(grid.entry().source() + ": epochs: task " + task.name()
                        + " has no epochs with these settings; allowed: updates");
            }
            int batch = settings.integer(Keys.BATCH);
            if (task.streams().evaluationSequences() % batch != 0) {
                throw new ConfigurationException(grid.entry().source() + ": batch: " + batch
                        + " does not divide the " + task.streams().evaluationSequences()
                        + " sequences of an epoch; allowed: a divisor, or updates in place of epochs");
            }
        }
    }

    /** What is only timed is never solved. */
    private static void refuseJudging(Suite.Entry entry, Settings settings) {
        if (!settings.text(Keys.UNTIL).equals(Keys.UPDATES)) {
            throw new ConfigurationException(entry.source() + ": measure: latency is never solved; allowed: until: "
                    + Keys.UPDATES + ", not " + settings.text(Keys.UNTIL));
        }
        if (entry.solvedShare().isPresent() || entry.published().isPresent()) {
            throw new ConfigurationException(entry.source()
                    + ": measure: latency is never solved; allowed: an entry without expect and published");
        }
    }
}
