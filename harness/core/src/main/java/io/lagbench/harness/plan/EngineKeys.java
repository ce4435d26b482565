package io.lagbench.harness.plan;

import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The keys that engines add to those of every workload: a trial has those of its engine only. */
public final class EngineKeys {
    private EngineKeys() {}

    /** All of them by name. Where engines share a key, they mean the same by it. */
    public static Map<String, Setting> all() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        Engines.all().forEach(engine -> engine.settings().forEach(setting -> settings.put(setting.key(), setting)));
        return settings;
    }

    /** For each key the names of the engines that have it. */
    public static Map<String, List<String>> owners() {
        Map<String, List<String>> owners = new LinkedHashMap<>();
        for (EngineProvider engine : Engines.all()) {
            for (Setting setting : engine.settings()) {
                owners.computeIfAbsent(setting.key(), key -> new ArrayList<>()).add(engine.name());
            }
        }
        return owners;
    }

    /** That a key is not for the engines of some workloads, and for which it is. */
    static String notFor(String key, Collection<Settings> workloads) {
        return key + ": not for lstm "
                + workloads.stream()
                        .map(settings -> settings.text(Keys.LSTM))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "))
                + "; allowed: lstm " + String.join(", ", owners().get(key));
    }

    /** What a trial's settings say of the keys of its engine. */
    static Settings of(String engine, Settings settings) {
        Map<String, Object> own = new LinkedHashMap<>();
        for (Setting setting : Engines.get(engine).settings()) {
            if (settings.has(setting.key())) {
                own.put(setting.key(), settings.values().get(setting.key()));
            }
        }
        return new Settings(own);
    }
}
