package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-6b}; see {@link Hs97TemporalOrderTask} for its definition. */
public final class Hs97OrderOfThreeTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-6b";
    }

    @Override
    public String summary() {
        return "temporal order, experiment 6b of 1997: which of eight orders three symbols came in";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Task create(Settings settings) {
        return Hs97TemporalOrderTask.ofThree();
    }
}
