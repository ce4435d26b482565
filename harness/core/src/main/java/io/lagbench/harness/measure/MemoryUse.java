package io.lagbench.harness.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Memory of this process, in MB of 10^6 bytes. */
public final class MemoryUse {
    private MemoryUse() {}

    /** Peak resident set size; empty where the system does not tell (it does on Linux). */
    public static OptionalDouble peakRssMb() {
        return ofStatus("VmHWM:");
    }

    /** Resident set size; empty where the system does not tell (it does on Linux). */
    public static OptionalDouble rssMb() {
        return ofStatus("VmRSS:");
    }

    private static OptionalDouble ofStatus(String field) {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return OptionalDouble.empty();
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(field)) {
                    return OptionalDouble.of(Long.parseLong(line.replaceAll("\\D+", "")) * 1024 / 1e6);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty(); // not available is a value of this column
        }
        return OptionalDouble.empty();
    }

    /** Sum of the peaks of the Java heap's pools. */
    public static double peakHeapMb() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += pool.getPeakUsage().getUsed();
            }
        }
        return bytes / 1e6;
    }
}
