package io.lagbench.harness.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {
    private static final Gpu AMPERE = new Gpu(0, "GPU-0a", "NVIDIA A100-SXM4-40GB", "8.0", 42_949);
    private static final Gpu ADA = new Gpu(0, "GPU-0a", "NVIDIA L4", "8.9", 24_152);
    private static final Gpu HOPPER = new Gpu(0, "GPU-0a", "NVIDIA H200", "9.0", 150_754);
    private static final Gpu BLACKWELL = new Gpu(0, "GPU-0a", "NVIDIA B200", "10.0", 192_000);

    private final Machine machine = new Machine();

    /** A machine in order, with a driver and all libraries and no device yet. */
    private static final class Machine implements Probe {
        private int java = 17;
        private OptionalDouble quota = OptionalDouble.empty();
        private double busy = 0.1;
        private final List<String> withheld = new ArrayList<>();
        private final List<String> suspect = new ArrayList<>();
        private String governor = "performance";
        private final Map<String, String> environment = new HashMap<>();
        private String driver = "590.10";
        private final List<Gpu> gpus = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
        private final List<String> jars = new ArrayList<>(List.of("nd4j-native-1.0.0-M2.1-linux-x86_64-avx512.jar"));
        private long free = 50_000_000_000L;

        @Override
        public int javaVersion() {
            return java;
        }

        @Override
        public String platform() {
            return "linux-x86_64";
        }

        @Override
        public int logicalCores() {
            return 16;
        }

        @Override
        public OptionalDouble cpuQuota() {
            return quota;
        }

        @Override
        public Set<String> isas() {
            return Set.of("avx2", "avx512");
        }

        @Override
        public double memoryMb() {
            return 64_000;
        }

        @Override
        public OptionalDouble busyCores() {
            return OptionalDouble.of(busy);
        }

        @Override
        public List<String> withheld() {
            return withheld;
        }

        @Override
        public List<String> suspect() {
            return suspect;
        }

        @Override
        public Optional<String> governor() {
            return Optional.ofNullable(governor);
        }

        @Override
        public Optional<String> environment(String name) {
            return Optional.ofNullable(environment.get(name));
        }

        @Override
        public Optional<String> driverVersion() {
            return Optional.ofNullable(driver);
        }

        @Override
        public List<Gpu> gpus() {
            return gpus;
        }

        @Override
        public boolean hasLibrary(String name) {
            return !missing.contains(name);
        }

        @Override
        public List<String> jars() {
            return jars;
        }

        @Override
        public OptionalLong cacheBytesFree() {
            return OptionalLong.of(free);
        }
    }

    private List<Check> checks(Backend backend) {
        return new Doctor(machine, backend, Optional.empty()).checks();
    }

    private static Check check(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void fails(Backend backend, String name, String finding, String remedy) {
        fails(checks(backend), name, finding, remedy);
    }

    private static void fails(List<Check> checks, String name, String finding, String remedy) {
        Check check = check(checks, name);
        assertThat(check.level()).as(check.line()).isEqualTo(Check.Level.FAIL);
        assertThat(check.finding()).contains(finding);
        assertThat(check.remedy()).contains(remedy);
        assertThat(check.line().lines()).hasSize(1);
        assertThat(Doctor.usable(checks)).isFalse();
    }

    @Test
    void aMachineInOrderNeedsNothing() {
        assertThat(checks(Backend.CPU)).allSatisfy(check -> {
            assertThat(check.level()).as(check.line()).isEqualTo(Check.Level.OK);
            assertThat(check.remedy()).isEmpty();
        });
    }

    @Test
    void whatOnlySlowsIsAWarning() {
        machine.quota = OptionalDouble.of(2);
        machine.busy = 5;
        machine.governor = "powersave";
        machine.jars.clear();
        List<Check> checks = checks(Backend.CPU);
        assertThat(Doctor.usable(checks)).isTrue();
        assertThat(checks.stream()
                        .filter(check -> check.level() == Check.Level.WARN)
                        .map(Check::name))
                .containsExactly("cores", "isa", "load", "governor");
        assertThat(check(checks, "cores").finding()).contains("grants 2.0");
    }

    @Test
    void anOldJava() {
        machine.java = 11;
        fails(Backend.CPU, "java", "Java 11", "JDK 17");
    }

    @Test
    void noDriver() {
        machine.driver = null;
        fails(Backend.CUDA, "driver", "no NVIDIA driver answers", "450.80.02");
        fails(Backend.CUDA_OFFLOAD, "driver", "no NVIDIA driver answers", "580.65.06");
        assertThat(Doctor.usable(checks(Backend.CPU))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CUDA, 440.33.01, false",
        "CUDA, 450.80.02, true",
        "CUDA_OFFLOAD, 535.104.05, false",
        "CUDA_OFFLOAD, 580.65.06, true",
        "CUDA_OFFLOAD, 580.65, true"
    })
    void anOldDriver(Backend backend, String version, boolean newEnough) {
        machine.driver = version;
        machine.gpus.add(AMPERE);
        if (newEnough) {
            assertThat(Doctor.usable(checks(backend))).isTrue();
        } else {
            fails(backend, "driver", version + " is too old", "or newer");
        }
    }

    @Test
    void ampereRunsOnBoth() {
        machine.gpus.add(AMPERE);
        assertThat(Doctor.usable(checks(Backend.CUDA))).isTrue();
        assertThat(Doctor.usable(checks(Backend.CUDA_OFFLOAD))).isTrue();
        assertThat(check(checks(Backend.CPU), "profile").finding())
                .contains("cpu; the device would run -Pcuda-offload");
    }

    @Test
    void adaRunsCodeForAmpere() {
        machine.gpus.add(ADA);
        assertThat(check(checks(Backend.CUDA), "code").finding()).contains("has machine code for 8.9");
        assertThat(Doctor.usable(checks(Backend.CUDA))).isTrue();
    }

    @Test
    void hopperAndBlackwellNeedOffload() {
        for (Gpu gpu : List.of(HOPPER, BLACKWELL)) {
            machine.gpus.clear();
            machine.gpus.add(gpu);
            fails(Backend.CUDA, "code", "no machine code for " + gpu.computeCapability(), "-Pcuda-offload");
            assertThat(Doctor.usable(checks(Backend.CUDA_OFFLOAD))).isTrue();
        }
        machine.jars.add("cuda-12.6-9.5-1.5.11.jar");
        fails(Backend.CUDA_OFFLOAD, "code", "cuDNN 9 for CUDA 12 has no machine code for 10.0", "-Pcuda-offload");
    }

    @Test
    void keplerNeedsTheOldBuild() {
        machine.gpus.add(new Gpu(0, "GPU-0a", "Tesla K80", "3.7", 11_997));
        assertThat(Doctor.usable(checks(Backend.CUDA))).isTrue();
        fails(Backend.CUDA_OFFLOAD, "code", "no machine code for 3.7", "-Pcuda");
    }

    @Test
    void missingAndWrongLibraries() {
        machine.gpus.add(AMPERE);
        machine.missing.add("libcudnn.so.8");
        fails(Backend.CUDA, "libraries", "not found: libcudnn.so.8", "-Dlagbench.cuda.redist");
        assertThat(Doctor.usable(checks(Backend.CUDA_OFFLOAD)))
                .as("it needs cuDNN 9")
                .isTrue();
        machine.missing.add("libcudnn_adv.so.9");
        fails(Backend.CUDA_OFFLOAD, "libraries", "not found: libcudnn_adv.so.9", "LD_LIBRARY_PATH");
        machine.jars.add("cuda-13.1-9.19-1.5.13-linux-x86_64-redist.jar");
        assertThat(Doctor.usable(checks(Backend.CUDA_OFFLOAD))).isTrue();
    }

    @Test
    void twoDevices() {
        machine.gpus.add(HOPPER);
        machine.gpus.add(new Gpu(1, "GPU-1a", "NVIDIA A100", "8.0", 40_000));
        fails(Backend.CUDA, "code", "9.0", "-Pcuda-offload");
        assertThat(Doctor.usable(new Doctor(machine, Backend.CUDA, Optional.of("1")).checks()))
                .isTrue();
        machine.environment.put("CUDA_VISIBLE_DEVICES", "1");
        assertThat(check(checks(Backend.CUDA), "devices").finding())
                .contains("0: NVIDIA H200", "1: NVIDIA A100", "using 1");
        assertThat(Doctor.usable(checks(Backend.CUDA))).isTrue();
    }

    @Test
    void aDeviceIsTheSameByIndexAndByUuid() {
        machine.gpus.add(HOPPER);
        machine.gpus.add(new Gpu(1, "GPU-1a", "NVIDIA A100", "8.0", 40_000));
        assertThat(identity(Optional.empty())).isEqualTo("GPU-0a");
        assertThat(identity(Optional.of("1"))).isEqualTo("GPU-1a");
        assertThat(identity(Optional.of("GPU-1"))).isEqualTo("GPU-1a");
        machine.environment.put("CUDA_VISIBLE_DEVICES", "1,0");
        assertThat(identity(Optional.empty())).isEqualTo("GPU-1a");
        machine.environment.put("CUDA_VISIBLE_DEVICES", "MIG-7c");
        assertThat(identity(Optional.empty())).as("a part of a device").isEqualTo("MIG-7c");
    }

    private String identity(Optional<String> device) {
        return new Doctor(machine, Backend.CUDA, device).deviceIdentity();
    }

    @Test
    void hiddenDevices() {
        machine.gpus.add(AMPERE);
        for (String hidden : List.of("", "-1")) {
            machine.environment.put("CUDA_VISIBLE_DEVICES", hidden);
            fails(Backend.CUDA, "devices", "CUDA_VISIBLE_DEVICES hides all", "unset it");
        }
        machine.environment.put("CUDA_VISIBLE_DEVICES", "4");
        fails(Backend.CUDA, "devices", "A100", "CUDA_VISIBLE_DEVICES=4 names none of 0");
    }

    @Test
    void aDeviceThatDoesNotExist() {
        machine.gpus.add(AMPERE);
        List<Check> checks = new Doctor(machine, Backend.CUDA, Optional.of("5")).checks();
        fails(checks, "devices", "A100", "device 5 does not exist; allowed: 0");
    }

    @Test
    void aDriverThatDoesNotTellTheCapability() {
        machine.gpus.add(new Gpu(0, "GPU-0a", "NVIDIA A100", null, 40_000));
        assertThat(check(checks(Backend.CUDA), "code").finding()).contains("not known");
        assertThat(Doctor.usable(checks(Backend.CUDA))).isTrue();
    }

    @Test
    void variablesOfTheShellAreTold() {
        machine.withheld.addAll(List.of("JAVA_TOOL_OPTIONS", "OMP_NUM_THREADS"));
        Check withheld = check(checks(Backend.CPU), "variables");
        assertThat(withheld.level()).isEqualTo(Check.Level.OK);
        assertThat(withheld.finding()).isEqualTo("withheld from trials: JAVA_TOOL_OPTIONS, OMP_NUM_THREADS");
        machine.suspect.add("LD_PRELOAD");
        Check suspect = check(checks(Backend.CPU), "variables");
        assertThat(suspect.level()).isEqualTo(Check.Level.WARN);
        assertThat(suspect.finding()).endsWith("; trials run with LD_PRELOAD");
    }

    @Test
    void enginesThatCannotBeTrustedAreToldWithTheirReason() {
        Map<String, Optional<String>> problems =
                new java.util.TreeMap<>(Map.of("stock", Optional.empty(), "onednn", Optional.of("no native library")));
        assertThat(Doctor.engines(problems, List.of()).line())
                .isEqualTo("WARN  engines    stock passes its check; not used: onednn: no native library");
        problems.put("onednn", Optional.empty());
        assertThat(Doctor.engines(problems, List.of()).line())
                .isEqualTo("OK    engines    onednn, stock pass their checks");
        problems.replaceAll((name, none) -> Optional.of("does not load"));
        assertThat(Doctor.engines(problems, List.of()).level()).isEqualTo(Check.Level.FAIL);
        assertThat(Doctor.engines(problems, List.of()).finding())
                .isEqualTo("none can be used: onednn: does not load; stock: does not load");
    }

    /** It said that the backend can be used, and trials ran on the processor. */
    @Test
    void anEngineForTheDeviceThatDoesNotWorkIsNotMadeGoodByOthers() {
        Map<String, Optional<String>> problems =
                new java.util.TreeMap<>(Map.of("stock", Optional.empty(), "cudnn", Optional.of("cudnnCreate failed")));
        assertThat(Doctor.engines(problems, List.of("cudnn")).line())
                .startsWith("FAIL  engines    none that computes on the device can be used: cudnn: cudnnCreate failed");
        problems.put("cudnn", Optional.empty());
        assertThat(Doctor.engines(problems, List.of("cudnn")).level()).isEqualTo(Check.Level.OK);
    }
}
