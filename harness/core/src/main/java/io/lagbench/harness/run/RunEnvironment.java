package io.lagbench.harness.run;

import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.HostIdentity;
import io.lagbench.harness.results.RunDirectory;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.trial.TrialEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The content of environment.json: every host on which a trial ran, with every engine that ran there. The facts of the
 * first host and of its first engine stand at the top; {@code engines} has all of that host, {@code hosts} all hosts where
 * there are several.
 */
public final class RunEnvironment {
    private static final String ENGINE = "engine";
    private static final String ENGINES = "engines";
    private static final String HOSTS = "hosts";
    private static final String JVM_FLAGS = "jvm_flags";
    private static final String NOT_MEASURED = "not_measured";

    private static final List<String> JVM_FACTS = List.of(
            "jvm", "jvm_vendor", "jvm_mode", "jvm_max_heap_mb", "jvm_collectors", "omp_wait_policy", "variables");

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
        if (earlier.containsKey(ENGINE) || earlier.containsKey(HOSTS)) {
            hosts.addAll(hostsIn(earlier));
        }
        nobodyStarted = hosts.isEmpty();
        if (nobodyStarted) {
            hosts.add(here.facts());
        }
    }

    private RunEnvironment() {}

    /** The environment of several runs together, as their environment.json tell it. */
    public static RunEnvironment of(List<Map<String, Object>> stored) {
        RunEnvironment all = new RunEnvironment();
        for (Map<String, Object> one : stored) {
            hostsIn(one).forEach(all::add);
        }
        return all;
    }

    /** The hosts of an environment.json; none if it is empty. */
    private static List<Map<String, Object>> hostsIn(Map<String, Object> stored) {
        if (stored.get(HOSTS) instanceof Map<?, ?> several) {
            return several.values().stream()
                    .filter(Map.class::isInstance)
                    .map(host -> copy((Map<?, ?>) host))
                    .toList();
        }
        return stored.isEmpty() ? List.of() : List.of(copy(stored));
    }

    private void add(Map<String, Object> host) {
        for (Map<String, Object> known : hosts) {
            if (isSame(known, host)) {
                JVM_FACTS.forEach(fact -> values(host.get(fact)).forEach(value -> addFact(known, fact, value)));
                addFlags(known, flags(host));
                Map<String, Object> engines = engines(known);
                engines(host)
                        .forEach((name, engine) -> engines.merge(
                                name, engine, (one, other) -> merged(copy((Map<?, ?>) one), copy((Map<?, ?>) other))));
                return;
            }
        }
        hosts.add(host);
    }

    /**
     * Takes in where a trial runs, and what.
     *
     * @return whether anything of it is new
     */
    boolean add(Host host, TrialEvent.Started started) {
        Map<String, Object> entry = entry(host.facts());
        boolean isNew = addFact(entry, "jvm", started.jvm().name());
        isNew |= addFact(entry, "jvm_vendor", started.jvm().vendor());
        isNew |= addFlags(entry, started.jvm().flags());
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

    /** The values of a fact, which is a list where there are several. */
    private static List<?> values(Object fact) {
        return fact instanceof List<?> several ? several : fact == null ? List.of() : List.of(fact);
    }

    private static List<?> flags(Map<String, Object> entry) {
        return entry.get(JVM_FLAGS) instanceof List<?> known ? known : List.of();
    }

    /** Adds flags of JVMs; whether any is new. */
    private static boolean addFlags(Map<String, Object> entry, List<?> more) {
        Set<Object> flags = new LinkedHashSet<>(flags(entry));
        boolean isNew = flags.addAll(more);
        entry.put(JVM_FLAGS, List.copyOf(flags));
        return isNew;
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
    public List<String> jvmFlags() {
        return hosts.stream()
                .flatMap(host -> flags(host).stream())
                .map(Objects::toString)
                .distinct()
                .toList();
    }

    /** What environment.json is to say. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(Schema.VERSION_FIELD, Schema.VERSION);
        hosts.stream().findFirst().ifPresent(fields::putAll);
        if (hosts.size() > 1) {
            Map<String, Object> several = new LinkedHashMap<>();
            hosts.forEach(host -> several.put(HostIdentity.text(host), host));
            fields.put(HOSTS, several);
        }
        return fields;
    }

    /** Writes environment.json, and a file for each host. */
    public void write(RunDirectory directory) throws IOException {
        directory.writeEnvironment(fields());
        for (Map<String, Object> host : hosts) {
            directory.writeHost(HostIdentity.hash(host), host);
        }
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

    /** Whether two entries are of one host; limits that one of them does not know say nothing. */
    private static boolean isSame(Map<String, Object> known, Map<String, Object> facts) {
        Map<String, Object> comparable = new LinkedHashMap<>(facts);
        LIMITS.stream().filter(limit -> !known.containsKey(limit)).forEach(comparable::remove);
        return HostIdentity.text(known).equals(HostIdentity.text(comparable));
    }

    private static Map<String, Object> copy(Map<?, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(name.toString(), value));
        copy.remove(Schema.VERSION_FIELD);
        return copy;
    }
}
