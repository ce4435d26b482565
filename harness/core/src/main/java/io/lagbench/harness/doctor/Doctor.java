package io.lagbench.harness.doctor;

import io.lagbench.engine.Backend;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.SteeringVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at a machine for a backend and says in one line a thing what is in order and what to do about the rest. */
public final class Doctor {
    private static final int LEAST_JAVA = 17;
    private static final double LEAST_MEMORY_MB = 4000;
    private static final long LEAST_CACHE_BYTES = 3_000_000_000L;
    private static final String VISIBLE = SteeringVariables.VISIBLE_DEVICES;

    private final Probe probe;
    private final Backend backend;
    private final Optional<String> device;
    private final Optional<CudaBuild> build;

    /**
     * @param backend the backend this installation was built for
     * @param device the device asked for, as CUDA_VISIBLE_DEVICES names it; empty for the first that is visible
     */
    public Doctor(Probe probe, Backend backend, Optional<String> device) {
        this.probe = probe;
        this.backend = backend;
        this.device = device;
        this.build = CudaBuild.of(backend, probe.jars());
    }

    /** Whether the backend can be used: no check failed. */
    public static boolean usable(List<Check> checks) {
        return checks.stream().noneMatch(check -> check.level() == Check.Level.FAIL);
    }

    /** What is wrong with the folder for native libraries; empty if nothing is. */
    public static Optional<Check> folder(Optional<String> problem) {
        return problem.map(text -> Check.fail("libraries", text, ""));
    }

    /**
     * Whether there are engines to be trusted.
     *
     * @param problems why each cannot be; empty for those that can
     * @param ofDevice those of them that are made for the backend's device: one of them at least has to be trusted, if there are any
     */
    public static Check engines(Map<String, Optional<String>> problems, List<String> ofDevice) {
        List<String> trusted = problems.keySet().stream()
                .filter(name -> problems.get(name).isEmpty())
                .toList();
        String not = problems.entrySet().stream()
                .filter(engine -> engine.getValue().isPresent())
                .map(engine -> engine.getKey() + ": " + engine.getValue().get())
                .collect(Collectors.joining("; "));
        if (trusted.isEmpty()) {
            return Check.fail("engines", "none can be used: " + not, "");
        }
        if (!ofDevice.isEmpty() && ofDevice.stream().noneMatch(trusted::contains)) {
            return Check.fail("engines", "none that computes on the device can be used: " + not, "");
        }
        String finding =
                String.join(", ", trusted) + (trusted.size() == 1 ? " passes its check" : " pass their checks");
        return not.isEmpty() ? Check.ok("engines", finding) : Check.warn("engines", finding, "not used: " + not);
    }

    /** All checks, in the order in which a person would make them. */
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(cores());
        checks.add(isa());
        checks.add(memory());
        checks.add(load());
        checks.add(environment());
        checks.add(governor());
        checks.add(disk());
        checks.add(driver());
        if (probe.driverVersion().isPresent()) {
            Check found = devices();
            checks.add(found);
            if (found.level() == Check.Level.OK) {
                checks.add(code());
            }
        }
        build.ifPresent(binaries -> checks.add(libraries(binaries)));
        checks.add(profile());
        return checks;
    }

    private Check java() {
        String finding = "Java " + probe.javaVersion() + ", " + probe.platform();
        return probe.javaVersion() >= LEAST_JAVA
                ? Check.ok("java", finding)
                : Check.fail("java", finding, "install a JDK " + LEAST_JAVA + " or newer");
    }

    private Check cores() {
        String finding = probe.logicalCores() + (probe.logicalCores() == 1 ? " core" : " cores");
        if (probe.cpuQuota().isPresent() && probe.cpuQuota().getAsDouble() < probe.logicalCores()) {
            return Check.warn(
                    "cores",
                    finding
                            + String.format(
                                    Locale.ROOT,
                                    ", of which the control group grants %.1f",
                                    probe.cpuQuota().getAsDouble()),
                    "--set threads=N with N no larger: more threads than that are throttled in bursts");
        }
        return Check.ok("cores", finding);
    }

    /** What the shell would do to trials. */
    private Check environment() {
        String withheld = probe.withheld().isEmpty()
                ? "nothing is withheld from trials"
                : "withheld from trials: " + String.join(", ", probe.withheld());
        return probe.suspect().isEmpty()
                ? Check.ok("variables", withheld)
                : Check.warn(
                        "variables",
                        withheld + "; trials run with " + String.join(", ", probe.suspect()),
                        "unset what is to have no part in what is measured");
    }

    private Check isa() {
        String best = probe.isas().contains("avx512") ? "avx512" : probe.isas().contains("avx2") ? "avx2" : "";
        if (best.isEmpty() || backend == Backend.CUDA) {
            return Check.ok("isa", best.isEmpty() ? "the plain library" : best);
        }
        boolean there = probe.jars().stream().anyMatch(jar -> jar.endsWith("-" + best + ".jar"));
        return there
                ? Check.ok("isa", best + ", and its native library is there")
                : Check.warn("isa", best + ", but no native library for it", "a build on this machine brings it");
    }

    private Check memory() {
        String finding = String.format(Locale.ROOT, "%.1f GB", probe.memoryMb() / 1000);
        return probe.memoryMb() >= LEAST_MEMORY_MB
                ? Check.ok("memory", finding + ", half of it for arrays, an eighth at most for the heap")
                : Check.warn("memory", finding, "long sequences need some GB");
    }

    private Check load() {
        if (probe.busyCores().isEmpty()) {
            return Check.ok("load", "not known on this system");
        }
        double busy = probe.busyCores().getAsDouble();
        return Host.disturbance(busy, probe.logicalCores())
                .map(how -> Check.warn(
                        "load", how, "let the machine be idle: one other OpenMP program slows both by orders"))
                .orElseGet(() ->
                        Check.ok("load", String.format(Locale.ROOT, "other programs keep %.1f cores busy", busy)));
    }

    private Check governor() {
        String governor = probe.governor().orElse("");
        return governor.isEmpty() || governor.equals("performance")
                ? Check.ok("governor", governor.isEmpty() ? "none visible" : governor)
                : Check.warn("governor", governor, "cpupower frequency-set -g performance steadies latencies");
    }

    private Check disk() {
        if (probe.cacheBytesFree().isEmpty()) {
            return Check.ok("disk", "space for native libraries not known");
        }
        long free = probe.cacheBytesFree().getAsLong();
        String finding = String.format(Locale.ROOT, "%.1f GB free for native libraries", free / 1e9);
        return free >= LEAST_CACHE_BYTES || build.isEmpty()
                ? Check.ok("disk", finding)
                : Check.warn("disk", finding, "they need some 3 GB; LAGBENCH_CACHE names another folder");
    }

    private Check driver() {
        Optional<String> version = probe.driverVersion();
        if (build.isEmpty()) {
            return Check.ok("driver", version.map(v -> "NVIDIA " + v).orElse("none, and backend cpu needs none"));
        }
        if (version.isEmpty()) {
            return Check.fail(
                    "driver",
                    "no NVIDIA driver answers",
                    "install one of " + build.get().leastDriver()
                            + " or newer, in a container run with --gpus all; or use backend cpu");
        }
        return build.get().runsWith(version.get())
                ? Check.ok("driver", "NVIDIA " + version.get())
                : Check.fail(
                        "driver",
                        "NVIDIA " + version.get() + " is too old for "
                                + build.get().name(),
                        "install " + build.get().leastDriver() + " or newer");
    }

    private Check devices() {
        String all = probe.gpus().isEmpty()
                ? "none"
                : probe.gpus().stream().map(Doctor::describe).collect(Collectors.joining(", "));
        if (build.isEmpty()) {
            return Check.ok("devices", all);
        }
        if (probe.gpus().isEmpty()) {
            return Check.fail("devices", "the driver shows none", "see nvidia-smi");
        }
        if (device.isPresent()) {
            return isIndex(device.get()) && chosen().isEmpty()
                    ? Check.fail("devices", all, "device " + device.get() + " does not exist; allowed: " + indices())
                    : Check.ok("devices", all + "; using " + device.get());
        }
        Optional<String> visible = probe.environment(VISIBLE);
        if (visible.isPresent()
                && (visible.get().isBlank() || visible.get().strip().equals("-1"))) {
            return Check.fail("devices", all + ", but " + VISIBLE + " hides all", "unset it, or name a device");
        }
        if (visible.isPresent() && visible.get().strip().matches("\\d+.*") && chosen().isEmpty()) {
            return Check.fail("devices", all, VISIBLE + "=" + visible.get() + " names none of " + indices());
        }
        return Check.ok(
                "devices", all + chosen().map(gpu -> "; using " + gpu.index()).orElse(""));
    }

    private static String describe(Gpu gpu) {
        return String.format(
                Locale.ROOT,
                "%d: %s (%s, %.0f GB)",
                gpu.index(),
                gpu.name(),
                gpu.computeCapability() == null ? "capability not told" : gpu.computeCapability(),
                gpu.memoryMb() / 1000.0);
    }

    private String indices() {
        return probe.gpus().stream().map(gpu -> Integer.toString(gpu.index())).collect(Collectors.joining(", "));
    }

    private Optional<Gpu> gpu(int index) {
        return probe.gpus().stream().filter(gpu -> gpu.index() == index).findFirst();
    }

    /** What the device that would be used is called wherever it is seen; as good as it is known here. */
    public String deviceIdentity() {
        return chosen().map(Gpu::uuid).orElse(chosenName());
    }

    private String chosenName() {
        return device.or(() -> probe.environment(VISIBLE).map(list -> list.split(",")[0].strip()))
                .orElse("0");
    }

    /** The device that would be used; empty where its name is that of none, as of a part of one. */
    private Optional<Gpu> chosen() {
        String name = chosenName();
        return isIndex(name)
                ? gpu(Integer.parseInt(name))
                : probe.gpus().stream() // the beginning of a UUID is enough, as for CUDA
                        .filter(gpu -> !name.isEmpty() && gpu.uuid().startsWith(name))
                        .findFirst();
    }

    private static boolean isIndex(String name) {
        return name.matches("-?\\d{1,6}");
    }

    private Check code() {
        Optional<Gpu> gpu = chosen();
        if (build.isEmpty() || gpu.isEmpty() || gpu.get().computeCapability() == null) {
            return Check.ok("code", build.isEmpty() ? "not needed" : "the device's capability is not known");
        }
        String capability = gpu.get().computeCapability();
        return build.get().runsOn(capability)
                ? Check.ok("code", build.get().name() + " has machine code for " + capability)
                : Check.fail(
                        "code",
                        build.get().name() + " has no machine code for " + capability + ", only for "
                                + String.join(", ", build.get().capabilities()),
                        "build with " + better(capability));
    }

    private static String better(String capability) {
        if (CudaBuild.CUDA_13.runsOn(capability)) {
            return "-Pcuda-offload";
        }
        return CudaBuild.ND4J.runsOn(capability) ? "-Pcuda" : "-Pcpu";
    }

    private Check libraries(CudaBuild binaries) {
        if (probe.jars().stream().anyMatch(jar -> jar.startsWith("cuda-") && jar.contains("-redist"))) {
            return Check.ok("libraries", "in the redistributable jar");
        }
        List<String> missing = binaries.libraries().stream()
                .filter(library -> !probe.hasLibrary(library))
                .toList();
        String remedy = backend == Backend.CUDA
                ? "install CUDA 11 with cuDNN 8, or build with -Dlagbench.cuda.redist"
                : "install CUDA and cuDNN 9, put them on LD_LIBRARY_PATH, or build with -Dcuda.version=12.6-9.5-1.5.11"
                        + " -Djavacpp.version=1.5.11 -Dlagbench.cuda.redist";
        return missing.isEmpty()
                ? Check.ok("libraries", String.join(", ", binaries.libraries()))
                : Check.fail("libraries", "not found: " + String.join(", ", missing), remedy);
    }

    private Check profile() {
        Optional<Gpu> gpu = chosen().filter(found -> found.computeCapability() != null);
        if (gpu.isEmpty()) {
            return build.isEmpty()
                    ? Check.ok("profile", backend.label())
                    : Check.warn("profile", backend.label(), "without a device build with -Pcpu");
        }
        String best = better(gpu.get().computeCapability());
        return Check.ok(
                "profile", best.equals("-P" + backend) ? backend.label() : backend + "; the device would run " + best);
    }
}
