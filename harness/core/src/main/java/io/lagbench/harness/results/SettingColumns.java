package io.lagbench.harness.results;

import io.lagbench.harness.plan.Keys;
import io.lagbench.harness.plan.TrialSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which column of trials.csv holds a setting: one of its own where there is one, else {@code set_<key>}. */
public final class SettingColumns {
    private static final String PREFIX = "set_";

    /** Columns that hold settings, by key, where they are named otherwise. */
    private static final Map<String, String> RENAMED = Map.of(
            Keys.UPDATES, "budget_updates",
            Keys.EPOCHS, "budget_epochs",
            Keys.MINUTES, "budget_minutes");

    /**
     * What tells cells apart in every run, in the order of tables: the settings that have a column of their own, and what
     * runs them.
     */
    public static final List<String> OF_EVERY_CELL = List.of(
            "task",
            "length",
            "alphabet",
            "classes",
            "interior",
            "model",
            "hidden",
            "layers",
            "batch",
            "lstm",
            "math",
            "gate",
            "backend",
            "device",
            "threads",
            "optimizer",
            "learning_rate",
            "clip",
            "init",
            "regime",
            "shuffle",
            "budget_updates",
            "budget_epochs",
            "budget_minutes",
            "until");

    private final Map<String, Set<String>> withoutEffectByTask = new HashMap<>(); // making the keys takes a while

    /** The column of a key. */
    public static String of(String key) {
        String column = key.replace('-', '_');
        return RENAMED.getOrDefault(key, OF_EVERY_CELL.contains(column) ? column : PREFIX + column);
    }

    /** A column in words, for names and captions. */
    public static String label(String column) {
        return column.substring(isSet(column) ? PREFIX.length() : 0).replace('_', ' ');
    }

    /** Whether a column is one of those that no version names beforehand. */
    public static boolean isSet(String column) {
        return column.startsWith(PREFIX);
    }

    /** The {@code set_} columns of some trials, in alphabetical order. */
    List<String> of(Collection<TrialSpec> trials) {
        TreeSet<String> columns = new TreeSet<>();
        trials.forEach(trial -> columns.addAll(values(trial).keySet()));
        return List.copyOf(columns);
    }

    /** What a trial has in its {@code set_} columns. */
    Map<String, Object> values(TrialSpec trial) {
        Set<String> withoutEffect = withoutEffectByTask.computeIfAbsent(trial.task(), Keys::withoutEffect);
        Map<String, Object> values = new TreeMap<>();
        trial.settings().values().forEach((key, value) -> {
            if (isSet(of(key)) && !withoutEffect.contains(key)) {
                values.put(of(key), value);
            }
        });
        return values;
    }
}
