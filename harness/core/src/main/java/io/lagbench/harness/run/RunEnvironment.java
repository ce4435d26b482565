package io.lagbench.harness.run;

import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.trial.TrialEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The content of environment.json: every host on which a trial ran, with every engine that ran there. The facts of the
 * first host and of its first engine stand at the top; {@code engines} has all of that host, {@code hosts} all hosts where
 * there are several.
 */
final class RunEnvironment {
    private static final String ENGINE = "engine";
    private static final String ENGINES = "engines";
    private static final String HOSTS = "hosts";
    private static final String JVM_FLAGS = "jvm_flags";
    private static final String NOT_MEASURED = "not_measured";

    /** Facts that the first version did not write. */
    private static final List<String> LIMITS = List.of("cpu_quota", "memory_limit_mb");

    private final List<Map<String, Object>> hosts = new ArrayList<>();
    private boolean nobodyStarted;

    /**
     * The environment of a session.
     *
     * @param here this machine; what a new run says until its first trial tells where it is
     * @param earlier content of environment.json as an earlier session left it; empty in the first
     */
    RunEnvironment(Host here, Map<String, Object> earlier) {
        nobodyStarted = !earlier.containsKey(ENGINE) && !earlier.containsKey(HOSTS);
        if (nobodyStarted) {
            hosts.add(facts(here));
        } else if (earlier.get(HOSTS) instanceof Map<?, ?> several) {
            several.values().stream().filter(Map.class::isInstance).forEach(host -> hosts.add(copy((Map<?, ?>) host)));
        }
        if (!hosts.isEmpty()) {
            return;
        }
        if (earlier.get(HOSTS) instanceof Map<?, ?>) {
            nobodyStarted = true;
            hosts.add(facts(here));
        } else {
            hosts.add(copy(earlier));
        }
    }

    /**
     * Takes in where a trial runs, and what.
     *
     * @return whether anything of it is new
     */
    boolean add(Host host, TrialEvent.Started started) {
        Map<String, Object> entry = entry(facts(host));
        boolean isNew = addFact(entry, "jvm", started.jvm().name());
        isNew |= addFact(entry, "jvm_vendor", started.jvm().vendor());
        Set<Object> flags = new LinkedHashSet<>(entry.get(JVM_FLAGS) instanceof List<?> known ? known : List.of());
        isNew |= flags.addAll(started.jvm().flags());
        entry.put(JVM_FLAGS, List.copyOf(flags));
        isNew |= addFact(entry, "jvm_mode", started.jvm().mode());
        isNew |= addFact(entry, "jvm_max_heap_mb", started.jvm().maxHeapMb());
        isNew |=
                addFact(entry, "jvm_collectors", String.join(", ", started.jvm().collectors()));
        isNew |= addFact(entry, "omp_wait_policy", started.jvm().ompWaitPolicy());
        isNew |= addFact(entry, "variables", started.jvm().variables());
        entry.putIfAbsent("omp_num_threads", "per trial: column threads");
        entry.putIfAbsent(ENGINE, started.engine());
        Map<String, Object> engines = engines(entry);
        Map<String, Object> known =
                engines.get(name(started.engine())) instanceof Map<?, ?> fields ? copy(fields) : Map.of();
        Map<String, Object> both = merged(known, engine(started));
        engines.put(name(started.engine()), both);
        return isNew || !both.equals(known);
    }

    /**
     * Adds a fact that may differ between sessions: it is written once as long as it is the same, else as a list.
     *
     * @return whether it is new
     */
    private static boolean addFact(Map<String, Object> entry, String name, Object value) {
        Object known = entry.get(name);
        Set<Object> all = new LinkedHashSet<>();
        if (known instanceof List<?> several) {
            all.addAll(several);
        } else if (known != null) {
            all.add(known);
        }
        if (all.stream().anyMatch(one -> one.toString().equals(value.toString()))) {
            return false;
        }
        all.add(value);
        entry.put(name, all.size() == 1 ? value : List.copyOf(all));
        return true;
    }

    /** What is known of an engine, completed; why a metric was not measured, in any of the sessions. */
    private static Map<String, Object> merged(Map<String, Object> known, Map<String, Object> now) {
        Map<String, Object> reasons = new LinkedHashMap<>();
        for (Map<String, Object> one : List.of(known, now)) {
            if (one.get(NOT_MEASURED) instanceof Map<?, ?> metrics) {
                metrics.forEach((metric, reason) -> reasons.putIfAbsent(metric.toString(), reason));
            }
        }
        Map<String, Object> both = new LinkedHashMap<>(known);
        now.forEach(both::putIfAbsent);
        both.put(NOT_MEASURED, reasons);
        return both;
    }

    /** JVM flags of the trials, those of all engines together. */
    List<String> jvmFlags() {
        return hosts.stream()
                .flatMap(host -> host.get(JVM_FLAGS) instanceof List<?> flags ? flags.stream() : List.of().stream())
                .map(Objects::toString)
                .distinct()
                .toList();
    }

    /** What environment.json is to say. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(Schema.VERSION_FIELD, Schema.VERSION);
        fields.putAll(hosts.get(0));
        if (hosts.size() > 1) {
            Map<String, Object> several = new LinkedHashMap<>();
            hosts.forEach(host -> several.put(id(host), host));
            fields.put(HOSTS, several);
        }
        return fields;
    }

    /** The entry of a host, made if there is none. */
    private Map<String, Object> entry(Map<String, Object> facts) {
        for (Map<String, Object> known : hosts) {
            if (isSame(known, facts)) {
                nobodyStarted = false;
                return known;
            }
        }
        if (nobodyStarted) {
            hosts.clear(); // this machine runs no trial itself
            nobodyStarted = false;
        }
        hosts.add(facts);
        return facts;
    }

    private static Map<String, Object> engines(Map<String, Object> host) {
        Map<String, Object> engines = new LinkedHashMap<>();
        if (host.get(ENGINES) instanceof Map<?, ?> known) {
            known.forEach((name, engine) -> engines.put(name.toString(), engine));
        } else if (host.get(ENGINE) instanceof Map<?, ?> only) { // as versions wrote it that knew one engine a run
            engines.put(only.get("lstm") + " on " + only.get("backend"), only);
        }
        host.put(ENGINES, engines);
        return engines;
    }

    private static String name(EngineDescription engine) {
        return engine.lstm() + " on " + engine.backend();
    }

    private static Map<String, Object> engine(TrialEvent.Started started) {
        EngineDescription engine = started.engine();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("lstm", engine.lstm());
        fields.put("backend", engine.backend());
        fields.put("device", engine.device());
        fields.put("engineNative", engine.engineNative());
        fields.put("isa", engine.isa());
        fields.put("threads", engine.threads());
        fields.put("flushesDenormals", engine.flushesDenormals());
        fields.put("details", engine.details());
        fields.put(JVM_FLAGS, started.jvm().flags());
        fields.put(NOT_MEASURED, started.notMeasured());
        return fields;
    }

    private static Map<String, Object> facts(Host host) {
        OptionalDouble limit = host.limits().memoryMb();
        OptionalDouble quota = host.limits().cpuQuota();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpu", host.cpu());
        fields.put("architecture", host.architecture());
        fields.put("isas", host.isas());
        fields.put("physical_cores", host.physicalCores());
        fields.put("logical_cores", host.logicalCores());
        fields.put("cpu_quota", quota.isPresent() ? quota.getAsDouble() : null);
        fields.put("memory_mb", Math.round(host.memoryMb()));
        fields.put(
                "memory_limit_mb",
                limit.isPresent() && limit.getAsDouble() < host.memoryMb() ? Math.round(limit.getAsDouble()) : null);
        fields.put("os", host.os());
        fields.put("load_average_at_start", host.loadAverage() < 0 ? null : host.loadAverage());
        fields.put("busy_cores_at_start", host.busyCores() < 0 ? null : host.busyCores());
        return fields;
    }

    /** Whether two entries are of one host; limits that one of them does not know say nothing. */
    private static boolean isSame(Map<String, Object> known, Map<String, Object> facts) {
        Map<String, Object> comparable = new LinkedHashMap<>(facts);
        LIMITS.stream().filter(limit -> !known.containsKey(limit)).forEach(comparable::remove);
        return id(known).equals(id(comparable));
    }

    /** What tells hosts apart: those alike in all of it are one. */
    private static String id(Map<String, Object> host) {
        String id = host.get("cpu") + ", " + host.get("logical_cores") + " cores, " + host.get("memory_mb") + " MB, "
                + host.get("os");
        Object quota = host.get("cpu_quota");
        Object limit = host.get("memory_limit_mb");
        return id
                + (quota == null ? "" : ", limited to " + quota + " cores")
                + (limit == null ? "" : ", limited to " + limit + " MB");
    }

    private static Map<String, Object> copy(Map<?, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(name.toString(), value));
        copy.remove(Schema.VERSION_FIELD);
        return copy;
    }
}
