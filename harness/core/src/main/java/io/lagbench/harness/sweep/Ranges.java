package io.lagbench.harness.sweep;

import java.util.ArrayList;
import java.util.List;

/** Numbers as people list them: {@code 1-4, 7}. */
final class Ranges {
    private Ranges() {}

    /** @param numbers in ascending order, each once */
    static String of(List<Integer> numbers) {
        List<String> ranges = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= numbers.size(); i++) {
            if (i == numbers.size() || numbers.get(i) != numbers.get(i - 1) + 1) {
                int first = numbers.get(from);
                int last = numbers.get(i - 1);
                ranges.add(first == last ? Integer.toString(first) : first + "-" + last);
                from = i;
            }
        }
        return String.join(", ", ranges);
    }
}
