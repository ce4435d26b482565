package io.lagbench.harness.execute;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Engines;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.harness.host.ControlGroup;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.SteeringVariables;
import io.lagbench.harness.host.UserFolders;
import io.lagbench.harness.measure.MemoryGuard;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialWorker;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the JVM of a trial is started: command and environment. What every JVM has is pinned here, heap, collector, device and
 * the default wait policy (waking a thread for each time step costs ten times the step); the rest is what the engine asks for. Both are
 * the same whatever shell the run is started from: no variable is passed on by which that shell could steer the JVM or its
 * libraries, but for those of the loader, the C library and CUDA, which are recorded ({@link SteeringVariables}).
 */
public class Fork {
    private static final double MOST_HEAP_MB = 4000;
    private static final double LEAST_HEAP_MB = 512;

    private final Host host;
    private final String classPath;
    private final String mainClass;
    private final Optional<String> device;
    private final int jobs;
    private final UserFolders folders;
    private final HostFacts facts;

    /**
     * @param device name of the only device that trials see; empty for all that this process sees
     * @param jobs trials that run at once and share the cores
     * @param folders where the libraries of trials keep files
     * @param classPath class path of this JVM
     * @param mainClass entry point, called with {@code trial FOLDER}, {@code probe NAME...} or {@code time TRIAL...}
     */
    public Fork(Host host, Optional<String> device, int jobs, UserFolders folders, String classPath, String mainClass) {
        this.host = host;
        this.folders = folders;
        this.device = device;
        this.jobs = jobs;
        this.classPath = classPath;
        this.mainClass = mainClass;
        this.facts = new HostFacts(
                Math.max(1, host.usableCores() / jobs),
                host.usableMemoryMb() / jobs,
                MemoryGuard.works(),
                host.isas(),
                Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
                        .map(entry -> new File(entry).getName())
                        .toList());
    }

    /** The machine. */
    Host host() {
        return host;
    }

    /** Where times of engines are kept: beside the native libraries. */
    EngineTimesFile engineTimesFile(Backend backend) {
        return new EngineTimesFile(
                folders.natives().orElse(folders.home()),
                host,
                backend + ", " + facts.jars().stream().sorted().toList());
    }

    /** The classes of trials that are launched so; empty where there can be no archive of them. */
    Optional<ClassArchive> classes(Launch launch) {
        return folders.natives().flatMap(folder -> ClassArchive.of(folder, classPath, launch.jvmFlags()));
    }

    /** Trials that run at once. */
    int jobs() {
        return jobs;
    }

    /** Command of the JVM of a trial. */
    List<String> command(TrialSpec trial, TrialFiles files) {
        Launch launch = launch(trial);
        List<String> flags = new ArrayList<>(launch.jvmFlags());
        flags.add("-XX:ErrorFile=" + files.crashReport().toAbsolutePath());
        classes(launch).ifPresent(archive -> flags.addAll(archive.flags()));
        return command(flags, List.of("trial", files.folder().toString()));
    }

    private List<String> command(List<String> moreFlags, List<String> arguments) {
        List<String> command = new ArrayList<>(host.processors().prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.add("-XX:-CreateCoredumpOnCrash");
        command.addAll(folders.jvmFlags());
        command.addAll(moreFlags);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** JVM flags of every trial, whatever its engine. */
    private List<String> jvmFlags() {
        double residentMb = host.usableMemoryMb() * 3 / 4 / jobs;
        double heapMb = Math.min(MOST_HEAP_MB, Math.max(LEAST_HEAP_MB, host.usableMemoryMb() / 8));
        return List.of(
                "-Xmx" + (long) Math.min(heapMb, residentMb / 2) + "m", // half of what it may take is left for arrays
                "-XX:+UseSerialGC", // faster than Parallel and G1 here, at a third of the memory: live data are few
                "-D" + TrialWorker.MEMORY_LIMIT + "=" + (long) residentMb);
    }

    /** What the engine of a trial asks for. */
    Launch launch(TrialSpec trial) {
        return Engines.get(trial.lstm()).launch(trial.network(trial.createTask()), facts);
    }

    /** What one of so many trials at once may use of the host. */
    HostFacts hostFacts() {
        return facts;
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
        variables.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // the order of nvidia-smi and of the doctor
        device.ifPresent(name -> variables.put(SteeringVariables.VISIBLE_DEVICES, name));
        return variables;
    }

    /** Starts the JVM of a trial; its streams are piped. */
    Process start(TrialSpec trial, TrialFiles files) throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(command(trial, files));
        setEnvironment(builder, environment(trial));
        return builder.start();
    }

    /**
     * Starts a JVM, launched as engines ask for, that looks at them; its errors, and what it says when it crashes, are in its
     * output.
     *
     * @param what {@code probe} or {@code time}
     * @param moreFlags of the JVM
     */
    Process startProbe(String what, Launch launch, List<String> ofWhat, List<String> moreFlags)
            throws java.io.IOException {
        List<String> arguments = new ArrayList<>(List.of(what));
        arguments.addAll(ofWhat);
        List<String> flags = new ArrayList<>(launch.jvmFlags());
        flags.add("-XX:+ErrorFileToStderr");
        flags.addAll(moreFlags);
        ProcessBuilder builder = new ProcessBuilder(command(flags, arguments));
        builder.redirectErrorStream(true);
        setEnvironment(builder, environment(launch));
        return builder.start();
    }

    /** What of an environment steers trials, as the engines on the class path say. */
    public static SteeringVariables steeringVariables() {
        return new SteeringVariables(Engines.all().stream()
                .flatMap(engine -> engine.variables().stream())
                .distinct()
                .toList());
    }

    /** How often the kernel has ended processes here for lack of memory. */
    long outOfMemoryKills() {
        return ControlGroup.outOfMemoryKills(Path.of("/"));
    }

    private static void setEnvironment(ProcessBuilder builder, Map<String, String> variables) {
        builder.environment().keySet().removeIf(steeringVariables()::isWithheld);
        builder.environment().putAll(variables);
    }
}
