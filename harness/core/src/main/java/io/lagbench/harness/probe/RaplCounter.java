package io.lagbench.harness.probe;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Energy of the processor packages, all of them, by whatever runs on them: RAPL as Linux shows it in its powercap folder
 * (Documentation/power/powercap/powercap.rst). Each package has a counter in microjoules that starts again at 0 after
 * {@code max_energy_range_uj}; it has to be read once within the time that takes, some minutes at full load.
 */
final class RaplCounter implements EnergyCounter {
    private static final String COUNTER = "energy_uj";
    private static final double JOULES_PER_MICROJOULE = 1e-6;

    private final List<Zone> packages = new ArrayList<>();
    private final Optional<String> unavailable;

    /** A counter that starts again at 0 when it is full. */
    private static final class Zone {
        private final Path folder;
        private final long range;
        private long latest;
        private long sum;

        Zone(Path folder) throws IOException {
            this.folder = folder;
            this.range = number(folder.resolve("max_energy_range_uj"));
            this.latest = number(folder.resolve(COUNTER));
        }

        long microjoules() throws IOException {
            long now = number(folder.resolve(COUNTER));
            sum += now >= latest ? now - latest : now + range - latest;
            latest = now;
            return sum;
        }

        private static long number(Path file) throws IOException {
            try {
                return Long.parseLong(Files.readString(file).strip());
            } catch (NumberFormatException e) {
                throw new IOException(file.getFileName() + " holds no number", e);
            }
        }
    }

    /** The counters of this host. */
    static RaplCounter ofHost() {
        return new RaplCounter(Path.of("/sys/class/powercap"));
    }

    /** @param powercap folder with a folder for each zone */
    RaplCounter(Path powercap) {
        Optional<String> problem;
        try (Stream<Path> zones = Files.list(powercap)) {
            for (Path zone : packages(zones.sorted().toList())) {
                packages.add(new Zone(zone));
            }
            problem = packages.isEmpty()
                    ? Optional.of("powercap of this system has no processor package")
                    : Optional.empty();
        } catch (AccessDeniedException e) {
            problem = Optional.of(
                    "powercap: " + COUNTER + " may be read by the superuser only; chmod a+r on it lets all");
        } catch (IOException e) {
            problem = Optional.of("this system has no readable powercap folder ("
                    + e.getClass().getSimpleName() + ")");
        }
        unavailable = problem;
    }

    /**
     * The zones of packages, each once: zones below a package and psys, which holds the packages, would be counted twice, as
     * would a package that the memory-mapped interface ({@code intel-rapl-mmio}) shows too.
     */
    private static Collection<Path> packages(List<Path> zones) throws IOException {
        Map<String, Path> byName = new TreeMap<>();
        for (Path zone : zones) {
            Path file = zone.resolve("name");
            String name = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
            if (name.startsWith("package") && !(byName.containsKey(name) && isMemoryMapped(zone))) {
                byName.put(name, zone);
            }
        }
        return byName.values();
    }

    private static boolean isMemoryMapped(Path zone) {
        return zone.getFileName().toString().contains("-mmio");
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public double joules() {
        try {
            double joules = 0;
            for (Zone zone : packages) {
                joules += zone.microjoules() * JOULES_PER_MICROJOULE;
            }
            return joules;
        } catch (IOException e) {
            return Double.NaN; // not available is a value of these columns
        }
    }
}
