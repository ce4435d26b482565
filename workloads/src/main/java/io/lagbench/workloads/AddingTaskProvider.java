package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code adding}; see {@link AddingTask} for its definition. */
public final class AddingTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "adding";
    }

    @Override
    public String summary() {
        return "two of the numbers are marked; their sum is asked for at the end";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.integer(Lengths.LENGTH, 2, 1_000_000, "100", "steps of a sequence"),
                Lengths.testSetting(Lengths.LENGTH, 2));
    }

    @Override
    public Task create(Settings settings) {
        return new AddingTask(Lengths.of(Lengths.LENGTH, settings));
    }
}
