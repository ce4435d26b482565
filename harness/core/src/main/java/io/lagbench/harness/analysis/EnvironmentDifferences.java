package io.lagbench.harness.analysis;

import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What beside the sides themselves can make two measurements differ. */
public final class EnvironmentDifferences {
    private static final List<String> HOST_FACTS = List.of(
            "cpu",
            "architecture",
            "isas",
            "physical_cores",
            "logical_cores",
            "os",
            "jvm",
            "jvm_flags",
            "omp_wait_policy",
            "omp_num_threads");
    private static final List<String> RUN_FACTS = List.of("version", "git_commit");
    private static final String JOBS = "jobs";

    /** Columns of trials.csv that tell what of an implementation ran. */
    private static final List<String> ENGINE_COLUMNS = List.of("engine_native", "isa");

    private EnvironmentDifferences() {}

    /** A line for each difference, then what speaks against either run by itself. */
    static List<String> ofBoth(StoredRun base, StoredRun contender) {
        List<String> lines = new ArrayList<>(between(base, contender));
        lines.addAll(within(base));
        lines.addAll(within(contender));
        return lines.stream().distinct().toList(); // a run against itself
    }

    /** A line for each difference between the conditions of two runs. */
    public static List<String> between(StoredRun base, StoredRun contender) {
        List<String> lines = new ArrayList<>();
        for (String fact : HOST_FACTS) {
            compare(fact, base.environment().get(fact), contender.environment().get(fact), lines);
        }
        for (String fact : RUN_FACTS) {
            compare(fact, base.run().get(fact), contender.run().get(fact), lines);
        }
        compare(JOBS, base.run().getOrDefault(JOBS, 1), contender.run().getOrDefault(JOBS, 1), lines);
        Map<List<String>, Set<String>> before = engines(base);
        Map<List<String>, Set<String>> after = engines(contender);
        before.keySet().stream().filter(after::containsKey).forEach(engine -> {
            if (!before.get(engine).equals(after.get(engine))) {
                lines.add(String.join(" on ", engine) + " differs: " + String.join("; ", before.get(engine)) + " / "
                        + String.join("; ", after.get(engine)));
            }
        });
        Map<?, ?> baseEngine = engine(base);
        Map<?, ?> contenderEngine = engine(contender);
        if (Objects.equals(baseEngine.get("backend"), contenderEngine.get("backend"))
                && Objects.equals(baseEngine.get("lstm"), contenderEngine.get("lstm"))) {
            compareDetails(details(baseEngine), details(contenderEngine), lines);
        }
        return lines;
    }

    /** What ran, for each implementation and backend. */
    private static Map<List<String>, Set<String>> engines(StoredRun run) {
        return run.trials().stream()
                .filter(trial -> !trial.text(ENGINE_COLUMNS.get(0)).isEmpty())
                .collect(Collectors.groupingBy(
                        trial -> List.of(trial.text("lstm"), trial.text("backend")),
                        LinkedHashMap::new,
                        Collectors.mapping(
                                trial ->
                                        ENGINE_COLUMNS.stream().map(trial::text).collect(Collectors.joining(" ")),
                                Collectors.toCollection(TreeSet::new))));
    }

    private static void compareDetails(Map<?, ?> base, Map<?, ?> contender, List<String> lines) {
        TreeSet<String> names = new TreeSet<>();
        base.keySet().forEach(name -> names.add(name.toString()));
        contender.keySet().forEach(name -> names.add(name.toString()));
        names.forEach(name -> compare(name, base.get(name), contender.get(name), lines));
    }

    /** What speaks against a run by itself, and what of it could not be read. */
    public static List<String> within(StoredRun run) {
        List<String> lines = new ArrayList<>();
        run.notes().forEach(note -> lines.add(run.name() + ": " + note));
        if (!run.run().isEmpty() && !run.fact("status").equals("complete")) {
            lines.add(run.name() + ": the run is " + run.fact("status"));
        }
        if (run.fact("git_dirty").equals("true")) {
            lines.add(run.name() + ": was built from changed files, not from the commit it names");
        }
        MachineLoad.disturbing(run)
                .ifPresent(how -> lines.add(run.name() + ": was measured beside other work: " + how));
        return lines;
    }

    private static Map<?, ?> engine(StoredRun run) {
        return run.environment().get("engine") instanceof Map<?, ?> engine ? engine : Map.of();
    }

    private static Map<?, ?> details(Map<?, ?> engine) {
        return engine.get("details") instanceof Map<?, ?> details ? details : Map.of();
    }

    private static void compare(String fact, Object base, Object contender, List<String> lines) {
        if (base instanceof List<?> before && contender instanceof List<?> after) {
            if (!before.equals(after)) {
                lines.add(fact + " differs: " + without(before, after) + " / " + without(after, before));
            }
        } else if (!Objects.equals(base, contender)) {
            lines.add(fact + " differs: " + text(base) + " / " + text(contender));
        }
    }

    private static String without(List<?> all, List<?> some) {
        String rest = all.stream()
                .filter(item -> !some.contains(item))
                .map(Objects::toString)
                .collect(Collectors.joining(" "));
        return rest.isEmpty() ? "(nothing else)" : rest;
    }

    private static String text(Object value) {
        return value == null ? "(not known)" : value.toString();
    }
}
