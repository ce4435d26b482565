package io.lagbench.harness.run;

import io.lagbench.harness.engine.Engines;
import io.lagbench.harness.measure.MemoryGuard;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialWorker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How the JVM of a trial is started: command and environment. Threads, wait policy, heap, off-heap and the native library
 * are pinned here and nowhere else, so that they are the same whatever shell the run is started from.
 */
public class Fork {
    /** Networks with batch x hidden below this train as fast on one thread; measured, see results/README.md. */
    private static final long SMALL_NETWORK = 3072;

    /** What the JVM of a trial leaves in its folder when native code crashes. */
    static final String CRASH_REPORT = "hs_err.log";

    private final Host host;
    private final String classPath;
    private final String mainClass;
    private final OptionalInt device;
    private final int jobs;

    /**
     * @param device index of the only device that trials see; empty for all that this process sees
     * @param jobs trials that run at once and share the cores
     * @param classPath class path of this JVM
     * @param mainClass entry point, called with {@code trial FOLDER} or {@code probe}
     */
    public Fork(Host host, OptionalInt device, int jobs, String classPath, String mainClass) {
        this.host = host;
        this.device = device;
        this.jobs = jobs;
        this.classPath = classPath;
        this.mainClass = mainClass;
    }

    /** Command of the JVM of a trial. */
    List<String> command(Path trialFolder) {
        String crashReport =
                "-XX:ErrorFile=" + trialFolder.resolve(CRASH_REPORT).toAbsolutePath();
        return command(List.of("-XX:-CreateCoredumpOnCrash", crashReport), "trial", trialFolder.toString());
    }

    private List<String> command(List<String> moreFlags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.addAll(moreFlags);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /** JVM flags of every trial. Arrays are off-heap: a small heap does not make small networks. */
    List<String> jvmFlags() {
        long heapMb = (long) Math.min(4000, Math.max(512, host.memoryMb() / 8));
        long offHeapMb = (long) (host.memoryMb() / 2 / jobs);
        long physicalMb = (long) (host.memoryMb() * 3 / 4 / jobs);
        List<String> flags = new ArrayList<>(List.of(
                "-Xmx" + heapMb + "m",
                "-XX:+UseSerialGC", // faster than Parallel and G1 here, at a third of the memory: live data are few
                "-Dorg.bytedeco.javacpp.maxbytes=" + offHeapMb + "m",
                "-D" + TrialWorker.MEMORY_LIMIT + "=" + physicalMb,
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (MemoryGuard.works() ? "0" : physicalMb + "m"),
                "-Dorg.deeplearning4j.crash.reporting.enabled=false",
                "-Dorg.bytedeco.javacpp.platform.extension=" + nativeExtension()));
        return flags;
    }

    /** The best native library that is on the class path and that the processor can run. */
    private String nativeExtension() {
        for (String isa : List.of("avx512", "avx2")) {
            if (host.isas().contains(isa) && classPath.contains("-" + isa + ".jar")) {
                return "-" + isa;
            }
        }
        return "";
    }

    /** Threads of a trial. DL4J's own layer calls operations too small to share: it is no faster on two threads at any size tried. */
    public int threads(TrialSpec trial) {
        boolean alone = trial.lstm().equals(Engines.STOCK) || (long) trial.batch() * trial.hidden() < SMALL_NETWORK;
        return trial.threads().orElse(alone ? 1 : Math.max(1, host.logicalCores() / jobs));
    }

    /** Variables that replace whatever this process has under the same names. */
    Map<String, String> environment(TrialSpec trial) {
        return environment(threads(trial));
    }

    private Map<String, String> environment(int threadCount) {
        String threads = Integer.toString(threadCount);
        Map<String, String> variables = new TreeMap<>();
        variables.put("OMP_NUM_THREADS", threads);
        variables.put("OPENBLAS_NUM_THREADS", threads);
        variables.put("MKL_NUM_THREADS", threads);
        device.ifPresent(index -> {
            variables.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // the order of nvidia-smi
            variables.put("CUDA_VISIBLE_DEVICES", Integer.toString(index));
        });
        return variables;
    }

    /** What environment.json says of the pinning, without paths. */
    Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        fields.put("jvm_vendor", System.getProperty("java.vendor"));
        fields.put("jvm_flags", jvmFlags());
        fields.put("omp_wait_policy", "default"); // waking a thread for each time step costs ten times the step
        fields.put("omp_num_threads", "per trial: column threads");
        return fields;
    }

    /** Starts the JVM of a trial; its streams are piped. */
    Process start(TrialSpec trial, Path trialFolder) throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(command(trialFolder));
        setEnvironment(builder, environment(trial));
        return builder.start();
    }

    /** Starts the JVM that checks the LSTM implementations; its errors are dropped. */
    Process startProbe(String backend) throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(command(List.of(), "probe", backend));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        setEnvironment(builder, environment(1));
        return builder.start();
    }

    private static void setEnvironment(ProcessBuilder builder, Map<String, String> variables) {
        builder.environment().keySet().removeIf(name -> name.startsWith("OMP_") || name.startsWith("GOMP_"));
        builder.environment().putAll(variables);
    }
}
