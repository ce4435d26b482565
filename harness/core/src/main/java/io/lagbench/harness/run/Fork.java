package io.lagbench.harness.run;

import io.lagbench.engine.Engines;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.harness.measure.MemoryGuard;
import io.lagbench.harness.plan.Plan;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialWorker;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the JVM of a trial is started: command and environment. What every JVM has is pinned here, heap, collector, device and
 * wait policy; the rest is what the engine asks for. Both are the same whatever shell the run is started from.
 */
public class Fork {
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
     * @param mainClass entry point, called with {@code trial FOLDER} or {@code probe NAME...}
     */
    public Fork(Host host, OptionalInt device, int jobs, String classPath, String mainClass) {
        this.host = host;
        this.device = device;
        this.jobs = jobs;
        this.classPath = classPath;
        this.mainClass = mainClass;
    }

    /** Command of the JVM of a trial. */
    List<String> command(TrialSpec trial, Path trialFolder) {
        List<String> flags = new ArrayList<>(launch(trial).jvmFlags());
        flags.add("-XX:-CreateCoredumpOnCrash");
        flags.add("-XX:ErrorFile=" + trialFolder.resolve(CRASH_REPORT).toAbsolutePath());
        return command(flags, List.of("trial", trialFolder.toString()));
    }

    private List<String> command(List<String> moreFlags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.addAll(moreFlags);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** JVM flags of every trial, whatever its engine. */
    private List<String> jvmFlags() {
        long heapMb = (long) Math.min(4000, Math.max(512, host.memoryMb() / 8));
        long physicalMb = (long) (host.memoryMb() * 3 / 4 / jobs);
        return List.of(
                "-Xmx" + heapMb + "m",
                "-XX:+UseSerialGC", // faster than Parallel and G1 here, at a third of the memory: live data are few
                "-D" + TrialWorker.MEMORY_LIMIT + "=" + physicalMb);
    }

    /** JVM flags of the trials of a plan: those of all, then what each of its engines adds. */
    List<String> jvmFlags(Plan plan) {
        Map<String, TrialSpec> oneOfEach = new TreeMap<>();
        plan.trials().forEach(trial -> oneOfEach.putIfAbsent(trial.lstm(), trial));
        Set<String> flags = new LinkedHashSet<>(jvmFlags());
        oneOfEach.values().forEach(trial -> flags.addAll(launch(trial).jvmFlags()));
        return List.copyOf(flags);
    }

    /** What the engine of a trial asks for. */
    private Launch launch(TrialSpec trial) {
        return Engines.get(trial.lstm()).launch(trial.network(trial.createTask()), hostFacts());
    }

    /** What one of so many trials at once may use of the host. */
    HostFacts hostFacts() {
        return new HostFacts(
                Math.max(1, host.logicalCores() / jobs),
                host.memoryMb() / jobs,
                MemoryGuard.works(),
                host.isas(),
                Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
                        .map(entry -> new File(entry).getName())
                        .toList());
    }

    /** Threads of a trial. */
    public int threads(TrialSpec trial) {
        return launch(trial).threads();
    }

    /** Variables that replace whatever this process has under the same names. */
    Map<String, String> environment(TrialSpec trial) {
        return environment(launch(trial));
    }

    private Map<String, String> environment(Launch launch) {
        Map<String, String> variables = new TreeMap<>(launch.environment());
        device.ifPresent(index -> {
            variables.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // the order of nvidia-smi
            variables.put("CUDA_VISIBLE_DEVICES", Integer.toString(index));
        });
        return variables;
    }

    /** What environment.json says of the pinning, without paths. */
    Map<String, Object> describe(Plan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        fields.put("jvm_vendor", System.getProperty("java.vendor"));
        fields.put("jvm_flags", jvmFlags(plan));
        fields.put("omp_wait_policy", "default"); // waking a thread for each time step costs ten times the step
        fields.put("omp_num_threads", "per trial: column threads");
        return fields;
    }

    /** Starts the JVM of a trial; its streams are piped. */
    Process start(TrialSpec trial, Path trialFolder) throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(command(trial, trialFolder));
        setEnvironment(builder, environment(trial));
        return builder.start();
    }

    /** Starts a JVM, launched as they ask for, that checks engines; its errors are dropped. */
    Process startProbe(Launch launch, List<String> engines) throws java.io.IOException {
        List<String> arguments = new ArrayList<>(List.of("probe"));
        arguments.addAll(engines);
        ProcessBuilder builder = new ProcessBuilder(command(launch.jvmFlags(), arguments));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        setEnvironment(builder, environment(launch));
        return builder.start();
    }

    private static void setEnvironment(ProcessBuilder builder, Map<String, String> variables) {
        builder.environment().keySet().removeIf(name -> name.startsWith("OMP_") || name.startsWith("GOMP_"));
        builder.environment().putAll(variables);
    }
}
