package com.example;

import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import java.util.List;

/** Makes the task {@code came-first}; named in META-INF/services, which is how Lagbench finds it. */
public final class CameFirstProvider implements TaskProvider {

    @Override
    public String name() {
        return "came-first";
    }

    @Override
    public String summary() {
        return "a and b come once each among blanks: which came first?";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.integer("length", 3, 100, "10", "symbols in a sequence, the question included"));
    }

    @Override
    public Task create(Settings settings) {
        return new CameFirst(settings.integer("length"));
    }
}
