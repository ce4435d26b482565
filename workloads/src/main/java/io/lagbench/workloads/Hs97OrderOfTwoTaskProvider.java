package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-6a}; see {@link Hs97TemporalOrderTask} for its definition. */
public final class Hs97OrderOfTwoTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-6a";
    }

    @Override
    public String summary() {
        return "temporal order, experiment 6a of 1997: which of four orders two symbols came in";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Task create(Settings settings) {
        return Hs97TemporalOrderTask.ofTwo();
    }
}
