package io.lagbench.harness.plan;

import io.lagbench.harness.format.Hashes;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ids of trials: {@code v2-} and twelve hexadecimal digits of the SHA-256 of what the trial is, as JSON with keys in
 * alphabetical order. Settings at their default are left out, so that a key that is new changes no id; whoever changes a
 * default changes the version. Version 1 had no prefix, all settings, and the name of the suite.
 */
final class TrialIds {
    private static final int VERSION = 2;
    private static final String PREFIX = "v" + VERSION + "-";
    private static final JsonMapper JSON = new JsonMapper();

    private TrialIds() {}

    /** The settings that make a trial what it is: those that are not at their default. */
    static Map<String, Object> withoutDefaults(Settings settings, Map<String, Setting> known) {
        Map<String, Object> named = new TreeMap<>(settings.values());
        known.values().stream()
                .filter(setting -> !setting.defaultText().isEmpty())
                .filter(setting -> setting.parse(setting.defaultText()).equals(named.get(setting.key())))
                .forEach(setting -> named.remove(setting.key()));
        return named;
    }

    /** @param named as {@link #withoutDefaults} gives it */
    static String of(String task, String backend, Map<String, Object> named, long seed, int fork) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("version", VERSION);
        fields.put("task", task);
        fields.put("backend", backend);
        fields.put("settings", named);
        fields.put("seed", seed);
        fields.put("fork", fork);
        return PREFIX + hash(fields);
    }

    /** The id that version 1 gave to a trial: the hash of its line in plan.jsonl. */
    static String ofVersion1(Map<String, Object> fields) {
        return hash(new TreeMap<>(fields));
    }

    private static String hash(Map<String, Object> fields) {
        return Hashes.of(JSON.writeValueAsString(fields));
    }
}
