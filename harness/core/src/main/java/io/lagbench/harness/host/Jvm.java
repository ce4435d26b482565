package io.lagbench.harness.host;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * A JVM as it says itself.
 *
 * @param name with version
 * @param vendor of the Java runtime
 * @param flags it was started with, whoever set them, without those that say where a crash report goes; paths are cut out
 * @param ompWaitPolicy what {@code OMP_WAIT_POLICY} is in its environment; {@code default} where it is not set
 */
public record Jvm(String name, String vendor, List<String> flags, String ompWaitPolicy) {

    /** Copies the flags. */
    public Jvm {
        flags = List.copyOf(flags);
    }

    /** The JVM of this process. */
    public static Jvm current() {
        return new Jvm(
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("java.vendor"),
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> !flag.startsWith("-XX:ErrorFile=") && !flag.endsWith("CreateCoredumpOnCrash"))
                        .map(Jvm::withoutPath)
                        .toList(),
                Optional.ofNullable(System.getenv("OMP_WAIT_POLICY")).orElse("default"));
    }

    private static String withoutPath(String flag) {
        return flag.replaceFirst("([=:])(/|[A-Za-z]:[/\\\\]).*", "$1(path)");
    }
}
