package io.lagbench.harness.plan;

import io.lagbench.workloads.Numerals;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Seeds as users write them. */
public final class Seeds {
    static final int MOST = Planner.MOST_TRIALS;
    private static final String ALLOWED = "a number N from 1 to " + MOST + " for seeds 1 to N, or a list a,b,c";

    private Seeds() {}

    /**
     * {@code N} means 1 to N; {@code a,b,c} means these (a trailing comma makes a list of one).
     *
     * @throws ConfigurationException if the text is neither
     */
    public static List<Long> parse(String text) {
        if (text.contains(",")) {
            return parseList(Arrays.asList(text.split(",")));
        }
        long count = number(text);
        if (count < 1 || count > MOST) {
            throw new ConfigurationException("seeds: '" + count + "' is not allowed; allowed: " + ALLOWED);
        }
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    static List<Long> parseList(List<String> texts) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (String text : texts) {
            long seed = number(text);
            if (!seeds.add(seed)) {
                throw new ConfigurationException("seeds: " + seed + " is there twice");
            }
        }
        if (seeds.isEmpty()) {
            throw new ConfigurationException("seeds: none; allowed: " + ALLOWED);
        }
        return List.copyOf(seeds);
    }

    private static long number(String text) {
        return Numerals.whole(text.strip())
                .orElseThrow(() -> new ConfigurationException(
                        "seeds: '" + Names.printable(text) + "' is not allowed; allowed: " + ALLOWED));
    }
}
