package io.lagbench.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.TrialProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyProbeTest {
    private static final long RANGE = 1_000_000_000;

    @TempDir
    private Path powercap;

    private long deviceMillijoules = 7_000;

    @BeforeEach
    void twoPackagesOneOfThemWithAZoneBelow() throws IOException {
        zone("intel-rapl:0", "package-0", 100);
        zone("intel-rapl:0:0", "core", 50);
        zone("intel-rapl:1", "package-1", RANGE - 10_000_000);
        zone("intel-rapl:2", "psys", 200);
        zone("intel-rapl-mmio:0", "package-0", 70); // the same package by another way
        Files.createDirectory(powercap.resolve("intel-rapl"));
    }

    private void zone(String folder, String name, long microjoules) throws IOException {
        Path zone = Files.createDirectories(powercap.resolve(folder));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), RANGE + "\n");
        set(folder, microjoules);
    }

    private void set(String folder, long microjoules) throws IOException {
        Files.writeString(powercap.resolve(folder).resolve("energy_uj"), microjoules + "\n");
    }

    private EnergyProbe probe() {
        return new EnergyProbe(new RaplCounter(powercap), new NvmlCounter(() -> deviceMillijoules));
    }

    private static Map<String, Double> byName(Map<Metric, Double> values) {
        Map<String, Double> byName = new HashMap<>();
        values.forEach((metric, value) -> byName.put(metric.name(), value));
        return byName;
    }

    private static TrialProbe.Evaluated evaluated(boolean solved, boolean onDevice) {
        return new TrialProbe.Evaluated(solved, onDevice ? OptionalLong.of(1) : OptionalLong.empty());
    }

    @Test
    void packagesAreSummedAcrossCounterWrapAround() throws IOException {
        EnergyProbe probe = probe();
        assertThat(probe.unavailable()).isEmpty();
        probe.begin();
        set("intel-rapl:0", 5_000_100); // 5 J
        set("intel-rapl:1", 2_000_000); // 10 J to its end and 2 J from 0
        set("intel-rapl:0:0", 900_000_000);
        set("intel-rapl:2", 900_000_000);
        set("intel-rapl-mmio:0", 5_000_070);
        Map<String, Double> values = byName(probe.end());
        assertThat(values.get("energy_j")).isEqualTo(17, within(1e-9));
        assertThat(values).as("no device trains").doesNotContainKeys("energy_device_j", "joules_to_solve");
    }

    @Test
    void repeatedWrapAroundIsSampled() throws IOException {
        EnergyProbe probe = probe();
        probe.begin();
        for (int turn = 0; turn < 3; turn++) {
            set("intel-rapl:0", 600_000_100);
            probe.progress();
            set("intel-rapl:0", 100);
            probe.progress();
        }
        assertThat(byName(probe.end()).get("energy_j")).isEqualTo(3000, within(1e-6));
    }

    @Test
    void evaluationsAreExcludedAndEnergyToSolveEndsAtSolving() throws IOException {
        EnergyProbe probe = probe();
        probe.begin();
        probe.pause();
        set("intel-rapl:0", 100_000_100); // an evaluation
        deviceMillijoules += 900_000;
        probe.evaluated(evaluated(false, true));
        probe.resume();
        set("intel-rapl:0", 103_000_100); // 3 J
        deviceMillijoules += 4_000; // 4 J
        probe.pause();
        probe.evaluated(evaluated(true, true));
        probe.resume();
        set("intel-rapl:0", 104_000_100); // 1 J
        probe.pause();
        set("intel-rapl:0", 200_000_100);
        probe.evaluated(evaluated(true, true));
        Map<String, Double> values = byName(probe.end());
        assertThat(values.get("energy_j")).isEqualTo(4, within(1e-9));
        assertThat(values.get("energy_device_j")).isEqualTo(4, within(1e-9));
        assertThat(values.get("joules_to_solve")).isEqualTo(7, within(1e-9));
    }

    @Test
    void whatHoldsNoMoreAtTheEndIsNotSolved() throws IOException {
        EnergyProbe probe = probe();
        probe.begin();
        probe.pause();
        probe.evaluated(evaluated(true, false));
        probe.resume();
        probe.pause();
        probe.evaluated(evaluated(false, false));
        assertThat(byName(probe.end())).containsOnlyKeys("energy_j");
    }

    @Test
    void unreadableCountersGiveAReason() throws IOException {
        EnergyProbe probe = new EnergyProbe(new RaplCounter(powercap.resolve("no-such-folder")), new NvmlCounter(() -> {
            throw new NvmlCounter.NvmlException("nvmlDeviceGetTotalEnergyConsumption of NVML answers 3");
        }));
        assertThat(probe.unavailable().orElseThrow())
                .isEqualTo("this system has no readable powercap folder (NoSuchFileException);"
                        + " nvmlDeviceGetTotalEnergyConsumption of NVML answers 3");
        probe.begin();
        probe.pause();
        probe.evaluated(evaluated(true, true));
        assertThat(probe.end()).isEmpty();
        Files.delete(powercap.resolve("intel-rapl:0/energy_uj"));
        assertThat(new RaplCounter(powercap).unavailable()).isPresent();
    }

    @Test
    void aCounterThatDisappearsLeavesNoValue() throws IOException {
        EnergyProbe probe = probe();
        probe.begin();
        Files.delete(powercap.resolve("intel-rapl:0/energy_uj"));
        assertThat(probe.end()).isEmpty();
    }

    @Test
    void aTrialThatNeverBeganTookNothing() {
        assertThat(probe().end()).isEmpty();
    }
}
