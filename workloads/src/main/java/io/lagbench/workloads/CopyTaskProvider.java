package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code copy}; see {@link CopyTask} for its definition. */
public final class CopyTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String summary() {
        return "ten symbols come back at the end, behind a delimiter";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.integer(Lengths.LENGTH, 1, 1_000_000, "100", "blanks between, and one; 20 steps more in all"),
                Lengths.testSetting(Lengths.LENGTH, 1));
    }

    @Override
    public Task create(Settings settings) {
        return new CopyTask(Lengths.of(Lengths.LENGTH, settings));
    }
}
