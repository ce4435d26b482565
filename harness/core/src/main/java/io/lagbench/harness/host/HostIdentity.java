package io.lagbench.harness.host;

import io.lagbench.harness.format.Hashes;
import java.util.Map;

/** What tells hosts apart, by what {@link Host#facts} says of them: those that are alike in all of it are one. */
public final class HostIdentity {
    private HostIdentity() {}

    /** In words. */
    public static String text(Map<String, ?> facts) {
        Object quota = facts.get("cpu_quota");
        Object ofMachine = facts.get("machine_cores");
        Object limit = facts.get("memory_limit_mb");
        return facts.get("cpu") + ", " + facts.get("logical_cores")
                + (ofMachine == null || ofMachine.equals(facts.get("logical_cores")) ? "" : " of " + ofMachine)
                + " cores, " + facts.get("memory_mb") + " MB, "
                + facts.get("os")
                + (quota == null ? "" : ", limited to " + quota + " cores")
                + (limit == null ? "" : ", limited to " + limit + " MB");
    }

    /** Twelve hexadecimal digits of the SHA-256 of the text. */
    public static String hash(Map<String, ?> facts) {
        return Hashes.of(text(facts));
    }
}
