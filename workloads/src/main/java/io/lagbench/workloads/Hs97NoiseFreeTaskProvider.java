package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-2a}; see {@link Hs97NextSymbolTask} for its definition. */
public final class Hs97NoiseFreeTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-2a";
    }

    @Override
    public String summary() {
        return "long lags without noise, experiment 2a of 1997: the next symbol of one of two sequences";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Hs97NextSymbolTask.lagSetting(), Judged.setting());
    }

    @Override
    public Task create(Settings settings) {
        return Hs97NextSymbolTask.inOrder(settings.integer("p"), Judged.of(settings));
    }
}
