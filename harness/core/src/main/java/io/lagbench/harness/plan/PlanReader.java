package io.lagbench.harness.plan;

import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads trials from the lines of plan.jsonl, of this version or an older one: a key that came later has its default, and a
 * trial keeps the id that it was given.
 */
public final class PlanReader {
    private static final String ID = "id";
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Map<String, Setting>> knownByTask = new HashMap<>(); // making the keys takes a while

    private final Map<String, List<String>> owners = EngineKeys.owners();

    /**
     * The trial of a line.
     *
     * @throws RuntimeException if the line is none
     */
    @SuppressWarnings("unchecked")
    public TrialSpec trial(String line) {
        Map<String, Object> fields = JSON.readValue(line, Map.class);
        String task = (String) fields.get("task");
        Map<String, Object> settings = new TreeMap<>((Map<String, Object>) fields.get("settings"));
        known(task).values().stream()
                .filter(setting -> !setting.defaultText().isEmpty())
                .filter(setting -> isOfEngine(setting, settings.get(Keys.LSTM)))
                .forEach(setting -> settings.putIfAbsent(setting.key(), setting.parse(setting.defaultText())));
        return new TrialSpec(
                fields.containsKey(ID) ? (String) fields.get(ID) : TrialIds.ofVersion1(fields),
                task,
                (String) fields.get("backend"),
                new Settings(settings),
                ((Number) fields.get("seed")).longValue(),
                ((Number) fields.get("fork")).intValue());
    }

    /** The id that this version gives to a trial: the same for the same trial, whichever version planned it. */
    public String identity(TrialSpec trial) {
        return TrialIds.of(
                trial.task(),
                trial.backend(),
                TrialIds.withoutDefaults(trial.settings(), known(trial.task())),
                trial.seed(),
                trial.fork());
    }

    private Map<String, Setting> known(String task) {
        return knownByTask.computeIfAbsent(task, Keys::withEngines);
    }

    /** Whether a key is of every engine or of the one named. */
    private boolean isOfEngine(Setting setting, Object engine) {
        return !owners.containsKey(setting.key()) || owners.get(setting.key()).contains(engine);
    }
}
