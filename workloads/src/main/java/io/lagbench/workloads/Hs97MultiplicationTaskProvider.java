package io.lagbench.workloads;

import java.util.ArrayList;
import java.util.List;

/** Provider of the task {@code hs97-5}; see {@link Hs97PairsTask} for its definition. */
public final class Hs97MultiplicationTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-5";
    }

    @Override
    public String summary() {
        return "multiplication, experiment 5 of 1997: the product of two marked values on [0, 1]";
    }

    @Override
    public List<Setting> settings() {
        List<Setting> settings = new ArrayList<>(Hs97PairsTask.lengthSettings());
        settings.add(Setting.integer(
                "most-wrong",
                1,
                2000,
                "140",
                "training ends when fewer of the last 2,000 training errors are 0.04 or more"));
        return settings;
    }

    @Override
    public Task create(Settings settings) {
        return Hs97PairsTask.product(Lengths.of(Lengths.LENGTH, settings), settings.integer("most-wrong"));
    }
}
