package io.lagbench.harness.run;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * The machine.
 *
 * @param cpu name of the processor
 * @param architecture as Java names it, for example {@code amd64}
 * @param physicalCores cores, without hyper-threads
 * @param logicalCores processors that this JVM may use
 * @param memoryMb physical memory, in MB of 10^6 bytes
 * @param os operating system and version
 * @param loadAverage of the last minute, when this JVM asked for it; negative where the system has none
 * @param isas instruction sets that matter here and that the processor has: {@code avx2}, {@code avx512}
 */
public record Host(
        String cpu,
        String architecture,
        int physicalCores,
        int logicalCores,
        double memoryMb,
        String os,
        double loadAverage,
        Set<String> isas) {
    /** What libnd4j's AVX-512 build was compiled for (Skylake-X). */
    private static final Set<String> AVX512 = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    /** The machine this runs on. */
    public static Host probe() {
        SystemInfo system = new SystemInfo();
        HardwareAbstractionLayer hardware = system.getHardware();
        CentralProcessor processor = hardware.getProcessor();
        String flags = " "
                + String.join(" ", processor.getFeatureFlags())
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\W+", " ") + " ";
        Set<String> isas = new TreeSet<>();
        if (flags.contains("avx2")) {
            isas.add("avx2");
        }
        if (AVX512.stream().allMatch(flag -> flags.contains(" " + flag + " "))) {
            isas.add("avx512");
        }
        return new Host(
                processor.getProcessorIdentifier().getName().strip(),
                System.getProperty("os.arch"),
                processor.getPhysicalProcessorCount(),
                Runtime.getRuntime().availableProcessors(),
                hardware.getMemory().getTotal() / 1e6,
                system.getOperatingSystem().toString(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                isas);
    }
}
