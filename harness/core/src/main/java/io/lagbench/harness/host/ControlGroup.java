package io.lagbench.harness.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the control groups of this process, of version 1 or 2, grant it of the machine: for memory and processor time the
 * least of its own group and of those above it.
 *
 * @param memoryMb memory, in MB of 10^6 bytes; empty without a limit
 * @param cpuQuota processors' worth of time; empty without a limit
 * @param cpus processors it may run on; empty where none are set
 */
public record ControlGroup(OptionalDouble memoryMb, OptionalDouble cpuQuota, OptionalInt cpus) {
    private static final double BYTES_PER_MB = 1e6;

    /** Version 1 writes no limit as the largest multiple of a page: no machine has a tenth of that. */
    private static final double NO_LIMIT_BYTES = 1e18;

    /** No limits. */
    public static ControlGroup none() {
        return new ControlGroup(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty());
    }

    /**
     * The control groups of this process.
     *
     * @param root of the file system, with {@code proc} and {@code sys/fs/cgroup}; what is not there limits nothing
     */
    public static ControlGroup read(Path root) {
        List<Path> memory = folders(root, "memory");
        List<Path> cpu = folders(root, "cpu");
        List<Path> cpuset = folders(root, "cpuset");
        return new ControlGroup(
                least(memory, ControlGroup::memoryMb), least(cpu, ControlGroup::cpuQuota), nearestCpus(cpuset));
    }

    /**
     * How often the kernel has ended processes for lack of memory: in the control groups of this process, or on the machine
     * where they do not tell. What ends between two calls of one of them tells why.
     *
     * @param root of the file system
     */
    public static long outOfMemoryKills(Path root) {
        for (Path folder : folders(root, "memory")) {
            for (String file : List.of("memory.events", "memory.oom_control")) {
                Optional<Long> count = outOfMemoryKillsIn(folder.resolve(file));
                if (count.isPresent()) {
                    return count.get();
                }
            }
        }
        return outOfMemoryKillsIn(root.resolve("proc/vmstat")).orElse(0L);
    }

    private static Optional<Long> outOfMemoryKillsIn(Path counters) {
        return lines(counters).stream()
                .filter(line -> line.matches("oom_kill \\d{1,18}"))
                .findFirst()
                .map(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)));
    }

    /** The folders of a controller, from the group of this process to the outermost: of version 1, then of version 2. */
    private static List<Path> folders(Path root, String controller) {
        Path mount = root.resolve("sys/fs/cgroup");
        List<Path> folders = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] group = line.split(":", 3); // number:controllers:path
            if (group.length == 3 && List.of(group[1].split(",")).contains(controller)) {
                addUpwards(mount.resolve(group[1]), group[2], folders);
                addUpwards(mount.resolve(controller), group[2], folders);
            } else if (group.length == 3 && group[1].isEmpty()) {
                addUpwards(mount, group[2], folders);
            }
        }
        return folders;
    }

    /** In a container a path may be that of the host: then only the outermost folder is there. */
    private static void addUpwards(Path outermost, String path, List<Path> folders) {
        Path own = outermost.resolve(path.replaceFirst("^/+", "")).normalize();
        for (Path folder = own.startsWith(outermost) ? own : outermost;
                folder != null && folder.startsWith(outermost);
                folder = folder.getParent()) {
            folders.add(folder);
        }
    }

    private static OptionalDouble least(List<Path> folders, Function<Path, OptionalDouble> limit) {
        return folders.stream()
                .map(limit)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .min();
    }

    private static OptionalDouble memoryMb(Path folder) {
        // Beyond memory.high a group is not ended but slowed down until it stands.
        return Stream.of("memory.max", "memory.high", "memory.limit_in_bytes")
                .map(name -> number(folder.resolve(name)))
                .flatMapToDouble(OptionalDouble::stream)
                .filter(bytes -> bytes < NO_LIMIT_BYTES)
                .map(bytes -> bytes / BYTES_PER_MB)
                .min();
    }

    private static OptionalDouble cpuQuota(Path folder) {
        String[] both = text(folder.resolve("cpu.max")).orElse("max").split("\\s+"); // quota and period
        if (both.length == 2 && isNumber(both[0]) && isNumber(both[1])) {
            return OptionalDouble.of(Double.parseDouble(both[0]) / Double.parseDouble(both[1]));
        }
        OptionalDouble quota = number(folder.resolve("cpu.cfs_quota_us"));
        OptionalDouble period = number(folder.resolve("cpu.cfs_period_us"));
        return quota.isPresent() && period.isPresent()
                ? OptionalDouble.of(quota.getAsDouble() / period.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalInt nearestCpus(List<Path> folders) {
        for (Path folder : folders) {
            for (String name : List.of("cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus")) {
                int count = Processors.numbers(text(folder.resolve(name)).orElse(""))
                        .size();
                if (count > 0) {
                    return OptionalInt.of(count);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalDouble number(Path file) {
        return text(file)
                .filter(ControlGroup::isNumber)
                .map(text -> OptionalDouble.of(Double.parseDouble(text)))
                .orElse(OptionalDouble.empty());
    }

    /** Whether a text is a number above 0; {@code max} and -1 are not, and mean no limit. */
    private static boolean isNumber(String text) {
        return text.matches("\\d{1,20}") && !text.matches("0+");
    }

    /** The first line of a file of the kernel; empty where it cannot be read. */
    static Optional<String> text(Path file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    /** All lines of one; none where it cannot be read. */
    static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
        } catch (IOException e) {
            return List.of(); // a group that may not be read limits nothing that is known
        }
    }
}
