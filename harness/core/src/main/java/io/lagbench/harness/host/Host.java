package io.lagbench.harness.host;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * The machine, and what this process may use of it.
 *
 * @param cpu name of the processor
 * @param architecture as Java names it, for example {@code amd64}
 * @param physicalCores cores, without hyper-threads
 * @param logicalCores processors that this JVM may use
 * @param processors which those may be
 * @param memoryMb physical memory, in MB of 10^6 bytes
 * @param os operating system and version
 * @param loadAverage of the last minute, when this JVM asked for it; negative where the system has none
 * @param busyCores of the {@code logicalCores} so many as other programs kept busy, on the processors that this process may
 *     run on, while {@link #observed} looked; negative if nobody looked
 * @param isas instruction sets that matter here and that the processor has: {@code avx2}, {@code avx512}
 * @param limits what the control groups of this process grant it
 */
public record Host(
        String cpu,
        String architecture,
        int physicalCores,
        int logicalCores,
        Processors processors,
        double memoryMb,
        String os,
        double loadAverage,
        double busyCores,
        Set<String> isas,
        ControlGroup limits) {
    /** How long other programs are observed: long enough for a hundred scheduler ticks, short enough to wait for. */
    private static final long OBSERVED_MILLIS = 1000;

    /** What libnd4j's AVX-512 build was compiled for (Skylake-X). */
    private static final Set<String> AVX512 = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    /** Share of the cores that may be busy with other things. */
    private static final double MOST_BUSY = 0.25;

    /**
     * What is to be said of other programs beside a measurement.
     *
     * @param busy cores that they keep busy; negative where nobody knows
     * @return empty if they do not disturb
     */
    public static Optional<String> disturbance(double busy, int cores) {
        return busy <= MOST_BUSY * cores
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "other programs keep %.1f of %d cores busy", busy, cores));
    }

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
                Processors.read(Path.of("/"), processor.getLogicalProcessorCount()),
                hardware.getMemory().getTotal() / 1e6,
                system.getOperatingSystem().toString(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                -1,
                isas,
                ControlGroup.read(Path.of("/")));
    }

    /** Memory that this process may use, in MB of 10^6 bytes. */
    public double usableMemoryMb() {
        return Math.min(memoryMb, limits.memoryMb().orElse(memoryMb));
    }

    /** Processors that this process can keep busy, at least 1: more threads than a quota grants are throttled in bursts. */
    public int usableCores() {
        int granted = (int)
                Math.min(limits.cpuQuota().orElse(logicalCores), limits.cpus().orElse(logicalCores));
        return Math.max(1, Math.min(logicalCores, granted));
    }

    /**
     * What is to be said of times where this process has but a part of the machine: caches and the way to memory are shared with
     * whatever runs on the rest.
     *
     * @param cores that it may use
     * @return empty if it has all of it
     */
    public static Optional<String> shared(int cores, int ofMachine) {
        return cores < ofMachine
                ? Optional.of("it has " + cores + " of the machine's " + ofMachine
                        + " processors, and what runs on the rest shows in its times")
                : Optional.empty();
    }

    /** What is told of it in the environment of a run, by name. */
    public Map<String, Object> facts() {
        OptionalDouble limit = limits.memoryMb();
        OptionalDouble quota = limits.cpuQuota();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpu", cpu);
        fields.put("architecture", architecture);
        fields.put("isas", isas);
        fields.put("physical_cores", physicalCores);
        fields.put("logical_cores", logicalCores);
        fields.put("machine_cores", processors.ofMachine());
        fields.put("cpu_quota", quota.isPresent() ? quota.getAsDouble() : null);
        fields.put("memory_mb", Math.round(memoryMb));
        fields.put(
                "memory_limit_mb",
                limit.isPresent() && limit.getAsDouble() < memoryMb ? Math.round(limit.getAsDouble()) : null);
        fields.put("os", os);
        fields.put("load_average_at_start", loadAverage < 0 ? null : loadAverage);
        fields.put("busy_cores_at_start", busyCores < 0 ? null : busyCores);
        return fields;
    }

    /**
     * The same machine with what other programs do on it just now: the load average still counts for a minute what ended
     * before. Takes a second.
     */
    public Host observed() {
        OperatingSystemMXBean own = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
        long begin = System.nanoTime();
        long ownBefore = own.getProcessCpuTime();
        double[] busy = processor.getProcessorCpuLoad(OBSERVED_MILLIS);
        double ours = (own.getProcessCpuTime() - ownBefore) / (double) (System.nanoTime() - begin);
        return with(logicalCores, processors, busyCores(busy, processors.own(), ours, logicalCores), limits);
    }

    /** The same for a run that uses so many of its processors, whichever: of the memory it has the same share. */
    public Host part(int cores) {
        double share = (double) cores / processors.own().size();
        if (share >= 1) {
            return this;
        }
        OptionalDouble memory = OptionalDouble.of(Math.min(usableMemoryMb(), memoryMb * share));
        ControlGroup less = new ControlGroup(memory, limits.cpuQuota(), limits.cpus());
        return with(Math.min(cores, logicalCores), processors, busyCores, less);
    }

    /** The same for a run that keeps to some of its processors. */
    public Host on(List<Integer> numbers) {
        return with(logicalCores, processors.some(numbers), busyCores, limits);
    }

    private Host with(int cores, Processors which, double busy, ControlGroup granted) {
        return new Host(cpu, architecture, physicalCores, cores, which, memoryMb, os, loadAverage, busy, isas, granted);
    }

    /**
     * Cores that other programs keep busy.
     *
     * @param busy share of time, by number of the processor, of all of the machine
     * @param own numbers of the processors that this process may run on
     * @param ours processors' worth of time that this process took
     * @param logicalCores as many as this process may use of them: fewer than it may run on where its time is limited
     */
    static double busyCores(double[] busy, List<Integer> own, double ours, int logicalCores) {
        double[] here = own.stream()
                .filter(number -> number < busy.length)
                .mapToDouble(number -> busy[number])
                .toArray();
        double others = Math.max(0, Arrays.stream(here).sum() - ours);
        return here.length == 0 ? -1 : others / here.length * logicalCores;
    }
}
