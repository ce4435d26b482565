package io.lagbench.harness.analysis;

import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What beside the sides themselves can make two measurements differ. */
public final class EnvironmentDifferences {
    private static final String JVM_FLAGS = "jvm_flags";
    private static final List<String> HOST_FACTS = List.of(
            "cpu",
            "architecture",
            "isas",
            "physical_cores",
            "logical_cores",
            "cpu_quota",
            "memory_limit_mb",
            "os",
            "jvm",
            JVM_FLAGS,
            "omp_wait_policy",
            "omp_num_threads");

    /** Facts that the first versions did not write. */
    private static final List<String> LATER_FACTS =
            List.of("jvm_mode", "jvm_max_heap_mb", "jvm_collectors", "variables", "machine_cores");

    private static final List<String> RUN_FACTS = List.of("version", "git_commit");
    private static final String JOBS = "jobs";

    /** How a JVM runs code only if it is told to. */
    private static final List<String> UNUSUAL_MODES = List.of("interpreted mode", "compiled mode");

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
        for (String fact : LATER_FACTS) {
            if (base.environment().containsKey(fact) && contender.environment().containsKey(fact)) {
                compare(
                        fact,
                        base.environment().get(fact),
                        contender.environment().get(fact),
                        lines);
            }
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
        lines.addAll(betweenEngines(described(base), described(contender)));
        return lines.stream().distinct().toList();
    }

    /** Differences of the engines that both runs have; those that all of them share are said once. */
    private static List<String> betweenEngines(Map<String, Map<?, ?>> base, Map<String, Map<?, ?>> contender) {
        Map<String, List<String>> enginesOfLine = new LinkedHashMap<>();
        List<String> common =
                base.keySet().stream().filter(contender::containsKey).toList();
        for (String engine : common) {
            List<String> lines = new ArrayList<>();
            compareDetails(details(base.get(engine)), details(contender.get(engine)), lines);
            Object before = base.get(engine).get(JVM_FLAGS);
            Object after = contender.get(engine).get(JVM_FLAGS);
            if (before != null && after != null) {
                compare(JVM_FLAGS, before, after, lines);
            }
            lines.forEach(line -> enginesOfLine
                    .computeIfAbsent(line, same -> new ArrayList<>())
                    .add(engine));
        }
        List<String> lines = new ArrayList<>();
        enginesOfLine.forEach((line, engines) ->
                lines.add(engines.size() == common.size() ? line : String.join(", ", engines) + ": " + line));
        return lines;
    }

    /** What the environment says of each engine, by name and backend; an older one knows one only. */
    private static Map<String, Map<?, ?>> described(StoredRun run) {
        Map<String, Map<?, ?>> engines = new LinkedHashMap<>();
        if (run.environment().get("engines") instanceof Map<?, ?> all) {
            all.forEach((name, engine) -> {
                if (engine instanceof Map<?, ?> facts) {
                    engines.put(name.toString(), facts);
                }
            });
        } else if (run.environment().get("engine") instanceof Map<?, ?> only) {
            engines.put(only.get("lstm") + " on " + only.get("backend"), only);
        }
        return engines;
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
        if (run.environment().get("hosts") instanceof Map<?, ?> hosts) {
            lines.add(run.name() + ": its trials ran on different hosts: "
                    + hosts.keySet().stream().map(Objects::toString).collect(Collectors.joining("; ")));
        }
        String mode = Objects.toString(run.environment().get("jvm_mode"), "");
        if (UNUSUAL_MODES.stream().anyMatch(mode::contains)) {
            lines.add(run.name() + ": trials of it ran in " + mode + ", as no JVM does that is left to itself");
        }
        MachineLoad.disturbing(run)
                .ifPresent(how -> lines.add(run.name() + ": was measured beside other work: " + how));
        MachineLoad.shared(run).ifPresent(how -> lines.add(run.name() + ": was measured on a shared machine: " + how));
        return lines;
    }

    private static Map<?, ?> details(Map<?, ?> engine) {
        return engine.get("details") instanceof Map<?, ?> details ? details : Map.of();
    }

    private static void compare(String fact, Object base, Object contender, List<String> lines) {
        if (base instanceof List<?> before && contender instanceof List<?> after) {
            if (!new HashSet<>(before).equals(new HashSet<>(after))) {
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
