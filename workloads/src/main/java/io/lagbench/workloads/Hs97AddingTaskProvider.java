package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-4}; see {@link Hs97PairsTask} for its definition. */
public final class Hs97AddingTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-4";
    }

    @Override
    public String summary() {
        return "adding, experiment 4 of 1997: the sum of two marked values on [-1, 1], scaled to [0, 1]";
    }

    @Override
    public List<Setting> settings() {
        return Hs97PairsTask.lengthSettings();
    }

    @Override
    public Task create(Settings settings) {
        return Hs97PairsTask.sum(Lengths.of(Lengths.LENGTH, settings));
    }
}
