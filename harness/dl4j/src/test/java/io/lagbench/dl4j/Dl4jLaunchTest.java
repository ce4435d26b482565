package io.lagbench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Dl4jLaunchTest {
    private static final HostFacts TWO_CORES = new HostFacts(2, 8000, true, Set.of(), List.of());

    private static int threads(EngineProvider engine, String... assignments) {
        return engine.launch(Workload.of("original", assignments).network(), TWO_CORES)
                .threads();
    }

    @Test
    void defaultThreadsByEngineAndSize() {
        assertThat(threads(new StockEngineProvider(), "batch=128", "hidden=512"))
                .isEqualTo(1);
        for (EngineProvider fused : List.of(new OneDnnEngineProvider(), new CuDnnEngineProvider())) {
            assertThat(threads(fused, "batch=128", "hidden=23")).isEqualTo(1);
            assertThat(threads(fused, "batch=128", "hidden=24")).isEqualTo(2);
        }
    }

    @Test
    void threadsThatAreAskedForWin() {
        for (EngineProvider engine : List.of(new StockEngineProvider(), new OneDnnEngineProvider())) {
            Launch launch = engine.launch(Workload.of("original", "threads=3").network(), TWO_CORES);
            assertThat(launch.threads()).isEqualTo(3);
            assertThat(launch.environment())
                    .containsEntry("OMP_NUM_THREADS", "3")
                    .containsEntry("OPENBLAS_NUM_THREADS", "3")
                    .containsEntry("MKL_NUM_THREADS", "3")
                    .hasSize(3);
        }
    }

    @Test
    void arraysGetHalfOfTheMemory() {
        assertThat(flags(TWO_CORES))
                .contains("-Dorg.bytedeco.javacpp.maxbytes=4000m", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
        assertThat(flags(new HostFacts(2, 8000, false, Set.of(), List.of())))
                .as("nothing else would end the trial")
                .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=6000m");
    }

    @Test
    void theBestNativeThatIsThereAndRunsIsPicked() {
        List<String> both = List.of("x-linux-x86_64-avx2.jar", "x-linux-x86_64-avx512.jar", "x-linux-x86_64.jar");
        assertThat(extension(both, "avx2", "avx512")).isEqualTo("-avx512");
        assertThat(extension(both, "avx2")).isEqualTo("-avx2");
        assertThat(extension(both)).isEmpty();
        assertThat(extension(List.of("x-linux-x86_64-avx2.jar"), "avx2", "avx512"))
                .isEqualTo("-avx2");
    }

    private static List<String> flags(HostFacts host) {
        return new StockEngineProvider()
                .launch(Workload.of("original").network(), host)
                .jvmFlags();
    }

    private static String extension(List<String> jars, String... isas) {
        String key = "-Dorg.bytedeco.javacpp.platform.extension=";
        return flags(new HostFacts(1, 1000, true, Set.of(isas), jars)).stream()
                .filter(flag -> flag.startsWith(key))
                .map(flag -> flag.substring(key.length()))
                .findFirst()
                .orElseThrow();
    }
}
