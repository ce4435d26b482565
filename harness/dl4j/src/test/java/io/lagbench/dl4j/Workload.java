package io.lagbench.dl4j;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** A task and a network for it, by the keys that users set. */
record Workload(Task task, NetworkSpec network) {

    /** The task with its defaults, and a network with the harness's, but for what is assigned as {@code key=value}. */
    static Workload of(String taskName, String... assignments) {
        Map<String, String> set = new HashMap<>();
        for (String assignment : assignments) {
            set.put(
                    assignment.substring(0, assignment.indexOf('=')),
                    assignment.substring(assignment.indexOf('=') + 1));
        }
        TaskProvider provider = Tasks.find(taskName).orElseThrow();
        Map<String, Object> settings = new HashMap<>();
        for (Setting setting : provider.settings()) {
            String text = set.containsKey(setting.key()) ? set.remove(setting.key()) : setting.defaultText();
            if (!text.isEmpty()) {
                settings.put(setting.key(), setting.parse(text));
            }
        }
        Task task = provider.create(new Settings(settings));
        NetworkSpec network = network(task, set);
        if (!set.isEmpty()) {
            throw new IllegalArgumentException("no such keys: " + set);
        }
        return new Workload(task, network);
    }

    private static NetworkSpec network(Task task, Map<String, String> set) {
        return new NetworkSpec(
                Signature.of(task),
                new Architecture(
                        Model.of(take(set, "model", "lstm")),
                        Integer.parseInt(take(set, "hidden", "20")),
                        Integer.parseInt(take(set, "layers", "1")),
                        Gate.parse(take(set, "gate", "sigmoid"))),
                new Training(
                        Integer.parseInt(take(set, "batch", "1")),
                        Regime.of(take(set, "regime", "full")),
                        Optimizer.parse(take(set, "optimizer", "adam")),
                        Double.parseDouble(take(set, "learning-rate", "0.001")),
                        Double.parseDouble(take(set, "epsilon", "1e-8")),
                        Double.parseDouble(take(set, "clip", "Infinity")),
                        new Initialization(take(set, "init", "default")),
                        Long.parseLong(take(set, "seed", "1"))),
                new Placement(
                        Backend.parse(take(set, "backend", "cpu")),
                        Arithmetic.parse(take(set, "math", "fp32")),
                        set.containsKey("threads")
                                ? OptionalInt.of(Integer.parseInt(set.remove("threads")))
                                : OptionalInt.empty(),
                        new Settings(Map.of())));
    }

    private static String take(Map<String, String> set, String key, String standard) {
        return set.containsKey(key) ? set.remove(key) : standard;
    }
}
