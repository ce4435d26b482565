package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-2c}; see {@link Hs97VeryLongLagTask} for its definition. */
public final class Hs97VeryLongLagTaskProvider implements TaskProvider {
    private static final String Q = "q";

    @Override
    public String name() {
        return "hs97-2c";
    }

    @Override
    public String summary() {
        return "very long lags, experiment 2c of 1997: which of two symbols came before many random ones";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.integer("p", 1, 100_000, "50", "different distractors"),
                Setting.integer(Q, 1, 1_000_000, "50", "distractors of a sequence, at least"),
                Lengths.testSetting(Q, 1),
                Judged.setting());
    }

    @Override
    public Task create(Settings settings) {
        return new Hs97VeryLongLagTask(settings.integer("p"), Lengths.of(Q, settings), Judged.of(settings));
    }
}
