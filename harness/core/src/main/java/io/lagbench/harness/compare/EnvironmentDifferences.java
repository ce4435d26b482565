package io.lagbench.harness.compare;

import io.lagbench.harness.results.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What beside the sides themselves can make two measurements differ. */
final class EnvironmentDifferences {
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
    private static final List<String> RUN_FACTS = List.of("version", "git_commit", "jobs");

    /** Facts of an engine that matter between runs on the same backend. */
    private static final List<String> ENGINE_FACTS = List.of("backend", "engineNative", "isa", "device");

    private static final double LOADED = 0.5;

    private EnvironmentDifferences() {}

    /** A line for each difference, then what speaks against either run by itself. */
    static List<String> between(StoredRun base, StoredRun contender) {
        List<String> lines = new ArrayList<>();
        for (String fact : HOST_FACTS) {
            compare(fact, base.environment().get(fact), contender.environment().get(fact), lines);
        }
        for (String fact : RUN_FACTS) {
            compare(fact, base.run().get(fact), contender.run().get(fact), lines);
        }
        Map<?, ?> baseEngine = engine(base);
        Map<?, ?> contenderEngine = engine(contender);
        if (Objects.equals(baseEngine.get("backend"), contenderEngine.get("backend"))
                && Objects.equals(baseEngine.get("lstm"), contenderEngine.get("lstm"))) {
            for (String fact : ENGINE_FACTS) {
                compare(fact, baseEngine.get(fact), contenderEngine.get(fact), lines);
            }
            compareDetails(details(baseEngine), details(contenderEngine), lines);
        }
        lines.addAll(within(base));
        lines.addAll(within(contender));
        return lines;
    }

    private static void compareDetails(Map<?, ?> base, Map<?, ?> contender, List<String> lines) {
        TreeSet<String> names = new TreeSet<>();
        base.keySet().forEach(name -> names.add(name.toString()));
        contender.keySet().forEach(name -> names.add(name.toString()));
        names.forEach(name -> compare(name, base.get(name), contender.get(name), lines));
    }

    /** What speaks against a run by itself, and what of it could not be read. */
    static List<String> within(StoredRun run) {
        List<String> lines = new ArrayList<>();
        run.notes().forEach(note -> lines.add(run.name() + ": " + note));
        if (!run.run().isEmpty() && !run.fact("status").equals("complete")) {
            lines.add(run.name() + ": the run is " + run.fact("status"));
        }
        if (run.fact("git_dirty").equals("true")) {
            lines.add(run.name() + ": was built from changed files, not from the commit it names");
        }
        if (run.environment().get("load_average_at_start") instanceof Number load
                && run.environment().get("logical_cores") instanceof Number cores
                && load.doubleValue() > LOADED * cores.doubleValue()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: was measured beside other work: the load average was %.1f on %d cores",
                    run.name(),
                    load.doubleValue(),
                    cores.intValue()));
        }
        return lines;
    }

    private static Map<?, ?> engine(StoredRun run) {
        return run.environment().get("engine") instanceof Map<?, ?> engine ? engine : Map.of();
    }

    private static Map<?, ?> details(Map<?, ?> engine) {
        return engine.get("details") instanceof Map<?, ?> details ? details : Map.of();
    }

    private static void compare(String fact, Object base, Object contender, List<String> lines) {
        if (!Objects.equals(base, contender)) {
            lines.add(fact + " differs: " + text(base) + " / " + text(contender));
        }
    }

    private static String text(Object value) {
        return value == null ? "(not known)" : value.toString();
    }
}
