package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-2b}; see {@link Hs97NextSymbolTask} for its definition. */
public final class Hs97NoRegularitiesTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-2b";
    }

    @Override
    public String summary() {
        return "no local regularities, experiment 2b of 1997: the first symbol comes back behind random ones";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Hs97NextSymbolTask.lagSetting(), Judged.setting(), Hs97NextSymbolTask.errorSignalsSetting());
    }

    @Override
    public Task create(Settings settings) {
        return Hs97NextSymbolTask.drawn(
                settings.integer("p"), Judged.of(settings), Hs97NextSymbolTask.errorSignals(settings));
    }
}
