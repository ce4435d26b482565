package io.lagbench.harness.doctor;

import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.SteeringVariables;
import io.lagbench.harness.host.UserFolders;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine that this runs on. Asks nvidia-smi for the devices: a driver that crashes ends nothing else. */
public final class SystemProbe implements Probe {
    private static final long SECONDS = 20;
    private static final double BYTES_PER_MB = 1e6;

    private final Host host;
    private final UserFolders folders;
    private final Map<String, String> variables;
    private final SteeringVariables steering;
    private final List<String> smi;
    private final String libraries;

    /**
     * Asks once; the answers stay.
     *
     * @param host this machine, after it was observed
     * @param variables environment of this process
     * @param steering what of it concerns trials
     */
    public SystemProbe(Host host, UserFolders folders, Map<String, String> variables, SteeringVariables steering) {
        this.host = host;
        this.folders = folders;
        this.variables = variables;
        this.steering = steering;
        this.smi = output(
                "nvidia-smi",
                "--query-gpu=index,uuid,name,compute_cap,memory.total,driver_version",
                "--format=csv,noheader,nounits");
        this.libraries = String.join("\n", output("ldconfig", "-p"));
    }

    @Override
    public int javaVersion() {
        return Runtime.version().feature();
    }

    @Override
    public String platform() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + host.architecture();
    }

    @Override
    public int logicalCores() {
        return host.logicalCores();
    }

    @Override
    public OptionalDouble cpuQuota() {
        return host.limits().cpuQuota();
    }

    @Override
    public Set<String> isas() {
        return host.isas();
    }

    @Override
    public double memoryMb() {
        return host.usableMemoryMb();
    }

    @Override
    public OptionalDouble busyCores() {
        return host.busyCores() < 0 ? OptionalDouble.empty() : OptionalDouble.of(host.busyCores());
    }

    @Override
    public List<String> withheld() {
        return steering.withheld(variables);
    }

    @Override
    public List<String> suspect() {
        return steering.suspect(variables);
    }

    @Override
    public Optional<String> governor() {
        return read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    }

    @Override
    public Optional<String> environment(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    @Override
    public Optional<String> driverVersion() {
        return rows().stream().map(row -> row[5]).findFirst();
    }

    @Override
    public List<Gpu> gpus() {
        return rows().stream()
                .map(row -> new Gpu(
                        Integer.parseInt(row[0]),
                        row[1],
                        row[2],
                        row[3].matches("\\d+[.]\\d+") ? row[3] : null,
                        row[4].matches("\\d+") ? Long.parseLong(row[4]) * (1 << 20) / (long) BYTES_PER_MB : 0))
                .toList();
    }

    /** Lines of nvidia-smi that are devices; its errors go to the same place and are not. */
    private List<String[]> rows() {
        return smi.stream()
                .map(line -> line.split("\\s*,\\s*"))
                .filter(row -> row.length == 6 && row[0].matches("\\d+") && row[5].matches("\\d+([.]\\d+)+"))
                .toList();
    }

    @Override
    public boolean hasLibrary(String name) {
        if (libraries.contains(name + " ")) {
            return true;
        }
        List<String> folders = new ArrayList<>(List.of(
                "/usr/local/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"));
        environment("LD_LIBRARY_PATH").ifPresent(path -> folders.addAll(Arrays.asList(path.split(File.pathSeparator))));
        return folders.stream().anyMatch(folder -> !folder.isBlank() && Files.exists(Path.of(folder, name)));
    }

    @Override
    public List<String> jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> new File(entry).getName())
                .toList();
    }

    @Override
    public OptionalLong cacheBytesFree() {
        return folders.bytesFree();
    }

    private static Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            return Optional.empty(); // not there is an answer
        }
    }

    /** What a program prints; nothing if it is not there, fails or does not end. */
    private static List<String> output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            byte[] text = process.getInputStream().readNBytes(1 << 20);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new String(text, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
