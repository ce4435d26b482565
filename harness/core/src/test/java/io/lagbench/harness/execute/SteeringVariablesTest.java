package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.host.SteeringVariables;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables of a shell reach trials. */
class SteeringVariablesTest {
    private final SteeringVariables steering = Fork.steeringVariables();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JAVA_TOOL_OPTIONS",
                "_JAVA_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "_JAVA_LAUNCHER_DEBUG",
                "OMP_NUM_THREADS",
                "OMP_WAIT_POLICY",
                "GOMP_SPINCOUNT",
                "KMP_AFFINITY",
                "MKL_NUM_THREADS",
                "OPENBLAS_CORETYPE",
                "DNNL_VERBOSE",
                "ONEDNN_MAX_CPU_ISA",
                "ND4J_DATATYPE",
                "SD_MAX_THREADS",
                "BACKEND_PRIORITY_CPU",
                "NVIDIA_TF32_OVERRIDE",
                "CUDA_LAUNCH_BLOCKING"
            })
    void whatSteersJvmOrLibrariesIsWithheld(String name) {
        assertThat(steering.isWithheld(name)).isTrue();
        assertThat(steering.suspect(Map.of(name, "1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "LANG",
                "JAVA_HOME",
                "JDK_HOME",
                "_JAVA_AWT_WM_NONREPARENTING",
                "LD_LIBRARY_PATH",
                "CUDA_VISIBLE_DEVICES",
                "CUDA_DEVICE_ORDER",
                "LAGBENCH_CACHE"
            })
    void whatProgramsNeedIsPassedOn(String name) {
        assertThat(steering.isWithheld(name)).isFalse();
        assertThat(steering.suspect(Map.of(name, "1"))).isEmpty();
    }

    @Test
    void whatIsPassedOnAndChangesMeasurementsIsSuspect() {
        Map<String, String> environment = new TreeMap<>(
                Map.of("LD_PRELOAD", "/a.so", "MALLOC_ARENA_MAX", "1", "GLIBC_TUNABLES", "x", "OMP_PLACES", "cores"));
        assertThat(steering.suspect(environment)).containsExactly("GLIBC_TUNABLES", "LD_PRELOAD", "MALLOC_ARENA_MAX");
        assertThat(steering.withheld(environment)).containsExactly("OMP_PLACES");
    }
}
