package io.lagbench.workloads;

import java.util.List;

/**
 * Provider of the task {@code original}: the tutorial's two sequences 3,0,1,2,3 and 4,0,1,2,4, one-hot over five symbols,
 * next-symbol prediction with sigmoid outputs and binary cross-entropy. 2 is followed by 3 or by 4 depending on what
 * stood first; the other answers need no memory, so 7 of 8 are right without any.
 */
public final class OriginalTaskProvider implements TaskProvider {

    @Override
    public String name() {
        return "original";
    }

    @Override
    public String summary() {
        return "the tutorial's 3,0,1,2,3 and 4,0,1,2,4: predict the next symbol";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Task create(Settings settings) {
        return new RecallTask(
                name(),
                new Loss.Sigmoid(),
                Lengths.fixed(5),
                5,
                2,
                RecallTask.LINEAR,
                SymbolNames.of("numbers", 5),
                Success.everyAnswerRight(8));
    }
}
