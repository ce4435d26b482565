package io.lagbench.harness.plan;

import io.lagbench.workloads.IllegalSettingException;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.TaskProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Searches for the longest sequences that are learned within a budget: each trial has twice the length of the one before, and is
 * of use only if that was solved.
 */
public final class LengthLadder {
    private static final String LENGTH = "length";

    private final Map<String, TrialSpec> next = new HashMap<>();
    private final Set<String> later = new HashSet<>();

    /** Those of a plan. */
    public LengthLadder(Plan plan) {
        Map<Map<String, Object>, TrialSpec> byWhatTheyAre = new HashMap<>();
        List<TrialSpec> searching =
                plan.trials().stream().filter(TrialSpec::searchesLongest).toList();
        searching.forEach(trial -> byWhatTheyAre.put(key(trial, length(trial)), trial));
        for (TrialSpec trial : searching) {
            TrialSpec longer = byWhatTheyAre.get(key(trial, 2 * length(trial)));
            if (longer != null) {
                next.put(trial.id(), longer);
                later.add(longer.id());
            }
        }
    }

    private static long length(TrialSpec trial) {
        return trial.settings().integer(LENGTH);
    }

    private static Map<String, Object> key(TrialSpec trial, long length) {
        Map<String, Object> key = new HashMap<>(trial.settings().values());
        key.put(LENGTH, length);
        key.put("task", trial.task());
        key.put("seed", trial.seed());
        key.put("fork", trial.fork());
        return key;
    }

    /** The trial of twice the length; empty where there is none. */
    public Optional<TrialSpec> next(TrialSpec trial) {
        return Optional.ofNullable(next.get(trial.id()));
    }

    /** Whether a trial waits for another. */
    public boolean waits(TrialSpec trial) {
        return later.contains(trial.id());
    }

    /**
     * The lengths of a search: doubled as long as the task allows.
     *
     * @param source where the cell is written, for messages
     * @param cell the first
     * @throws ConfigurationException if the task has no length
     */
    static List<Map<String, Object>> cells(String source, TaskProvider task, Map<String, Object> cell) {
        Setting setting = Keys.of(task).get(LENGTH);
        if (setting == null || !cell.containsKey(LENGTH)) {
            throw new ConfigurationException(source + ": until: " + Keys.LONGEST + " needs a task with a length, which "
                    + task.name() + " is not; allowed: updates, solved");
        }
        List<Map<String, Object>> cells = new ArrayList<>();
        for (long length = new Settings(cell).integer(LENGTH); length <= Integer.MAX_VALUE; length *= 2) {
            Map<String, Object> longer = new HashMap<>(cell);
            try {
                longer.put(LENGTH, setting.parse(Long.toString(length)));
                task.create(new Settings(longer));
            } catch (IllegalSettingException e) {
                if (cells.isEmpty()) {
                    throw new ConfigurationException(source + ": " + e.getMessage());
                }
                break;
            }
            cells.add(longer);
        }
        return cells;
    }
}
