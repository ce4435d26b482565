package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code recall}; see {@link RecallTask} for its definition. */
public final class RecallTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "recall";
    }

    @Override
    public String summary() {
        return "the first symbol, one of the classes, comes back as the last answer";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.integer(Lengths.LENGTH, 3, 1_000_000, "20", "symbols in a sequence"),
                Lengths.testSetting(Lengths.LENGTH, 3),
                Setting.integer("alphabet", 3, 10_000, "8", "different symbols, class symbols included"),
                Setting.integer("classes", 2, 9_999, "2", "different first symbols"),
                Setting.choice(
                        "interior",
                        List.of(RecallTask.LINEAR, RecallTask.SHARED, RecallTask.RANDOM),
                        RecallTask.RANDOM,
                        "symbols between first and last: counting up, one random run for all, or fresh ones"),
                SymbolNames.setting());
    }

    @Override
    public Task create(Settings settings) {
        return new RecallTask(
                name(),
                new Loss.Softmax(),
                Lengths.of(Lengths.LENGTH, settings),
                settings.integer("alphabet"),
                settings.integer("classes"),
                settings.text("interior"),
                SymbolNames.of(settings.text("symbols"), settings.integer("alphabet")),
                null);
    }
}
