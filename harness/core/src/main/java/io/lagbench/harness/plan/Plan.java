package io.lagbench.harness.plan;

import io.lagbench.workloads.Settings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Everything one run will do, in order.
 *
 * @param suite name of the suite
 * @param trials at least one; no two are equal
 * @param gates what must hold afterwards
 * @param published results of others to show beside some trials
 */
public record Plan(String suite, List<TrialSpec> trials, List<Gate> gates, List<Published> published) {

    /** Whether another plan has the same trials in the same order, whichever version gave them their ids. */
    public boolean hasTrialsOf(Plan other) {
        return trials.size() == other.trials.size()
                && IntStream.range(0, trials.size()).allMatch(i -> trials.get(i).isSameAs(other.trials.get(i)));
    }

    /** How the trials differ from those of another plan, in a few words for people; empty if they do not. */
    public String difference(Plan other) {
        for (int i = 0; i < Math.min(trials.size(), other.trials.size()); i++) {
            String difference = trials.get(i).difference(other.trials.get(i));
            if (!difference.isEmpty()) {
                return "trial " + (i + 1) + " has " + difference;
            }
        }
        return trials.size() == other.trials.size() ? "" : trials.size() + " trials, not " + other.trials.size();
    }

    /**
     * Trials that will end as {@code unsupported}: how many and why, a line for each reason, in the order of the plan.
     *
     * @throws ConfigurationException if that is all of them
     */
    public List<String> unsupported() {
        Map<String, Map<Settings, Optional<String>>> known = new HashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TrialSpec trial : trials) {
            known.computeIfAbsent(trial.task(), task -> new HashMap<>())
                    .computeIfAbsent(trial.settings(), settings -> trial.unsupported())
                    .ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
        }
        if (counts.values().stream().mapToInt(count -> count).sum() == trials.size()) {
            throw new ConfigurationException(String.join("; ", counts.keySet()));
        }
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " of " + trials.size() + " trials cannot run: " + entry.getKey())
                .toList();
    }

    /**
     * Results of others.
     *
     * @param trials ids of the trials that they stand beside
     * @param results what they are
     */
    public record Published(Set<String> trials, Suite.Published results) {
        /** Copies the ids. */
        public Published {
            trials = Set.copyOf(trials);
        }
    }

    /**
     * A share of trials that must be solved.
     *
     * @param source where it is written
     * @param trials ids of the trials it is about
     * @param solvedShare least share solved, in 0 to 1
     */
    public record Gate(String source, Set<String> trials, double solvedShare) {
        /** Copies the ids. */
        public Gate {
            trials = Set.copyOf(trials);
        }
    }
}
