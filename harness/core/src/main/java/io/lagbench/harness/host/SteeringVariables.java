package io.lagbench.harness.host;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Variables of the environment by which a JVM and the libraries in it can be steered from outside, told by how their names
 * begin. Those that do nothing else are withheld from trials; those that a program may need to run at all are passed on and
 * recorded.
 */
public final class SteeringVariables {
    /** Those of the JVM, which the launcher withholds from the JVM of this program too. */
    public static final List<String> OF_THE_JVM = List.of(
            "JAVA_TOOL_OPTIONS",
            "_JAVA_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "JDK_AOT_VM_OPTIONS",
            "_JAVA_LAUNCHER_DEBUG",
            "IBM_JAVA_OPTIONS",
            "OPENJ9_JAVA_OPTIONS");

    /** Names the devices that CUDA shows a process; schedulers set it. */
    public static final String VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES";

    /** Of the loader, the C library and those in its place, profilers, CUDA, and the class path. */
    private static final List<String> PASSED_ON = List.of(
            "LD_",
            "DYLD_",
            "GLIBC_TUNABLES",
            "MALLOC_",
            "_RJEM_MALLOC_",
            "TCMALLOC_",
            "MIMALLOC_",
            "CPUPROFILE",
            "HEAPPROFILE",
            "GCONV_PATH",
            "LOCPATH",
            "CUDA_",
            "LAGBENCH_CLASSPATH");

    /** Those of them that programs run without, and that change what is measured. */
    private static final List<String> SUSPECT = List.of(
            "LD_PRELOAD",
            "LD_AUDIT",
            "LD_BIND_NOW",
            "DYLD_INSERT",
            "GLIBC_TUNABLES",
            "MALLOC_",
            "_RJEM_MALLOC_",
            "TCMALLOC_",
            "MIMALLOC_",
            "CPUPROFILE",
            "HEAPPROFILE");

    private final List<String> withheld;

    /** @param ofLibraries how the names of those begin that the libraries of a trial read */
    public SteeringVariables(Collection<String> ofLibraries) {
        withheld = Stream.concat(OF_THE_JVM.stream(), ofLibraries.stream()).toList();
    }

    /** Whether trials do not inherit a variable. */
    public boolean isWithheld(String name) {
        return begins(name, withheld);
    }

    /** The variables of an environment that trials do not inherit, in alphabetical order. */
    public List<String> withheld(Map<String, String> environment) {
        return environment.keySet().stream().filter(this::isWithheld).sorted().toList();
    }

    /** The variables of an environment that trials do inherit although they change what is measured. */
    public List<String> suspect(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> !isWithheld(name) && begins(name, SUSPECT))
                .sorted()
                .toList();
    }

    /** Those of this process that are passed on and that steer, for the record: paths are cut out. */
    static Map<String, String> passedOn() {
        Map<String, String> variables = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (begins(name, PASSED_ON)) {
                variables.put(name, Jvm.withoutPaths(value));
            }
        });
        return variables;
    }

    private static boolean begins(String name, List<String> beginnings) {
        return beginnings.stream().anyMatch(name::startsWith);
    }
}
