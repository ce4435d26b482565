package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-1}; see {@link Hs97ReberTask} for its definition. */
public final class Hs97ReberTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-1";
    }

    @Override
    public String summary() {
        return "embedded Reber grammar, experiment 1 of 1997: which symbols may come next";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Hs97ReberTask.dataSetSetting());
    }

    @Override
    public Task create(Settings settings) {
        return new Hs97ReberTask(settings.integer("data-set"));
    }
}
