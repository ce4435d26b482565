package io.lagbench.engine;

import java.util.Arrays;
import java.util.List;

/** Enum constants by the text they show. */
final class Labels {
    private Labels() {}

    static List<String> of(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::toString).toList();
    }

    static <E extends Enum<E>> E parse(String key, String label, E[] constants) {
        return Arrays.stream(constants)
                .filter(constant -> constant.toString().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        key + ": no " + label + "; allowed: " + String.join(", ", of(constants))));
    }
}
