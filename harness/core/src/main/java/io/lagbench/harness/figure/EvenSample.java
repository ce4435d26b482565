package io.lagbench.harness.figure;

import java.util.ArrayList;
import java.util.List;

/** Some items of a list that is too long to be drawn, spread evenly from its first to its last. */
final class EvenSample {
    private EvenSample() {}

    /** The items, in order. */
    static <T> List<T> of(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get(i * (all.size() - 1) / (most - 1)));
        }
        return some;
    }
}
