package io.lagbench.workloads;

import java.util.List;

/** Provider of the task {@code hs97-3c}; see {@link Hs97TwoSequenceTask} for its definition. */
public final class Hs97TwoSequenceCTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "hs97-3c";
    }

    @Override
    public String summary() {
        return "two-sequence problem, experiment 3c of 1997: the sign of the first numbers, with noisy targets";
    }

    @Override
    public List<Setting> settings() {
        return Hs97TwoSequenceTask.keys();
    }

    @Override
    public Task create(Settings settings) {
        return new Hs97TwoSequenceTask(
                Hs97TwoSequenceTask.Variant.C, Lengths.of(Lengths.LENGTH, settings), settings.integer("cue-length"));
    }
}
