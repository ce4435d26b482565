package io.lagbench.harness.plan;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.engine.Model;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.TaskProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which engines run a workload: those named, or those that can do it on this host. */
final class EngineChoice {
    private final HostEngines host;
    private final Map<String, List<String>> engineKeys = EngineKeys.owners();

    /** @param host asked only where the choice is left to it */
    EngineChoice(HostEngines host) {
        this.host = host;
    }

    /**
     * A workload on each of its engines.
     *
     * @param source where it is written, for messages
     * @param cell values by key
     * @throws ConfigurationException if no engine can do it, or its keys do not go together
     * @throws BackendUnusableException if it is for an engine that this build does not have
     */
    List<Settings> resolve(String source, TaskProvider task, Map<String, Object> cell, Backend backend) {
        List<Settings> resolved = lstms(task, cell, backend).stream()
                .map(lstm -> onEngine(lstm, cell))
                .toList();
        resolved.forEach(settings -> checkModel(source, task, settings, backend));
        return resolved;
    }

    /** A cell on an engine: without the keys of other engines. */
    private Settings onEngine(String lstm, Map<String, Object> cell) {
        Map<String, Object> resolved = new HashMap<>(cell);
        resolved.put(Keys.LSTM, lstm);
        engineKeys.forEach((key, engines) -> {
            if (!engines.contains(lstm)) {
                resolved.remove(key);
            }
        });
        return new Settings(resolved);
    }

    private static TrialSpec trial(TaskProvider task, Settings cell, Backend backend) {
        return new TrialSpec("", task.name(), backend.label(), cell, 0, 1);
    }

    /** The engines that can do a cell. */
    private Stream<String> able(
            Stream<EngineProvider> engines, TaskProvider task, Map<String, Object> cell, Backend backend) {
        return engines.map(EngineProvider::name)
                .filter(engine -> trial(task, onEngine(engine, cell), backend)
                        .unsupported()
                        .isEmpty());
    }

    /** The engines that a cell asks for; those named by words are chosen among what the host can do. */
    private List<String> lstms(TaskProvider task, Map<String, Object> cell, Backend backend) {
        String asked = (String) cell.get(Keys.LSTM);
        if (!asked.equals(Keys.FASTEST) && !asked.equals(Keys.ALL)) {
            EnginesOfProfiles.requireBuilt(asked);
            return List.of(asked);
        }
        List<String> able =
                able(host.get().stream().map(Engines::get), task, cell, backend).toList();
        if (able.isEmpty()) {
            throw new ConfigurationException("lstm: " + asked + ": no engine of backend " + backend + " does model "
                    + cell.get(Keys.MODEL) + ", gate " + cell.get(Keys.GATE) + " with math " + cell.get(Keys.MATH)
                    + " on this host");
        }
        return asked.equals(Keys.ALL) ? able : List.of(fastest(able, task, cell, backend));
    }

    /** The first of those that can do a cell, or of those that are expected to be as fast the one that proved to be. */
    private String fastest(List<String> able, TaskProvider task, Map<String, Object> cell, Backend backend) {
        int speed = Engines.get(able.get(0)).speed();
        List<String> equals =
                able.stream().filter(name -> Engines.get(name).speed() == speed).toList();
        return equals.size() == 1
                ? equals.get(0)
                : host.fastest(equals, trial(task, onEngine(equals.get(0), cell), backend));
    }

    /** Keys that only an LSTM has must be left alone by other models, and an engine must have the model. */
    private void checkModel(String source, TaskProvider task, Settings settings, Backend backend) {
        Model model = Model.of(settings.text(Keys.MODEL));
        if (model.isLstm()) {
            return;
        }
        Map<String, Setting> known = Keys.of(task);
        for (String key : List.of(Keys.GATE, Keys.INIT, Keys.REGIME)) {
            requireForModel(
                    source,
                    model,
                    key,
                    settings.text(key),
                    List.of(known.get(key).defaultText()));
        }
        List<String> engines =
                able(Engines.all().stream(), task, settings.values(), backend).toList();
        requireForModel(source, model, Keys.LSTM, settings.text(Keys.LSTM), engines);
    }

    private static void requireForModel(String source, Model model, String key, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new ConfigurationException(source + ": " + key + ": " + value + " is not for model " + model.name()
                    + "; allowed: " + String.join(", ", allowed));
        }
    }
}
