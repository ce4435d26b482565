package io.lagbench.harness.host;

import io.lagbench.harness.format.Hashes;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A JVM as it says itself, and what it inherited.
 *
 * @param name with version
 * @param vendor of the Java runtime
 * @param flags it was started with, whoever set them, without those that only say where files go; paths are cut out
 * @param mode how it runs code, such as {@code mixed mode}
 * @param maxHeapMb the heap that it allows itself, in MB of 2^20 bytes
 * @param collectors its garbage collectors
 * @param ompWaitPolicy what {@code OMP_WAIT_POLICY} is in its environment; {@code default} where it is not set
 * @param variables those of its environment that steer loader, C library and CUDA; paths are cut out
 */
public record Jvm(
        String name,
        String vendor,
        List<String> flags,
        String mode,
        long maxHeapMb,
        List<String> collectors,
        String ompWaitPolicy,
        Map<String, String> variables) {
    private static final long BYTES_PER_MB = 1 << 20;
    private static final int DIGITS = 8;
    private static final Pattern PATH = Pattern.compile("(?:/|[A-Za-z]:[/\\\\]).*");

    /** Copies what it is given. */
    public Jvm {
        flags = List.copyOf(flags);
        collectors = List.copyOf(collectors);
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /** The JVM of this process. */
    public static Jvm current() {
        return new Jvm(
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("java.vendor"),
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> !flag.startsWith("-XX:ErrorFile=") && !flag.endsWith("CreateCoredumpOnCrash"))
                        .filter(flag -> !flag.startsWith("-XX:SharedArchiveFile=") && !flag.startsWith("-Xlog:cds"))
                        .filter(flag -> !UserFolders.isFolderFlag(flag))
                        .map(Jvm::withoutPath)
                        .toList(),
                System.getProperty("java.vm.info", "").replace(", sharing", ""), // of start-up only
                Runtime.getRuntime().maxMemory() / BYTES_PER_MB,
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .toList(),
                Optional.ofNullable(System.getenv("OMP_WAIT_POLICY")).orElse("default"),
                SteeringVariables.passedOn());
    }

    private static String withoutPath(String flag) {
        return flag.replaceFirst("([=:])(/|[A-Za-z]:[/\\\\]).*", "$1(path)");
    }

    /** A value without the paths in it: they are told apart by a hash. */
    static String withoutPaths(String value) {
        return PATH.matcher(value).find()
                ? "(paths, SHA-256 " + Hashes.of(value).substring(0, DIGITS) + ")"
                : value;
    }
}
