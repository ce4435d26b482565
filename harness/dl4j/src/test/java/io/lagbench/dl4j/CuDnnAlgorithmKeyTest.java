package io.lagbench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Engine;
import io.lagbench.engine.Engines;
import io.lagbench.engine.InitialWeights;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Placement;
import io.lagbench.lstm.KernelKind;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key {@code cudnn-algo}. What depends on a device runs where one is. */
class CuDnnAlgorithmKeyTest {

    @Test
    void itIsAKeyOfThisEngineWithTheAlgorithmsOfCudnn() {
        List<Setting> settings = Engines.get("cudnn").settings();
        assertThat(settings).singleElement().satisfies(setting -> {
            assertThat(setting.key()).isEqualTo("cudnn-algo");
            assertThat(setting.defaultText()).isEqualTo("auto");
            assertThat(setting.allowed()).contains("auto", "standard", "persist-static", "persist-static-small-h");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 20, fp32 (standard|persist-static|persist-static-small-h)",
        "standard, 20, fp32 standard",
        "persist-static, 20, fp32 persist-static",
        "persist-static-small-h, 2000, 'fp32 standard, persist-static-small-h is not supported'"
    })
    void theEngineSaysByWhichAlgorithmItTrains(String algorithm, int hidden, String pattern) {
        assumeThat(KernelKind.CUDNN.unavailable()).isEmpty();
        NetworkSpec plain = Workload.of("recall", "length=3", "hidden=" + hidden, "backend=cuda-offload")
                .network();
        Settings own = new Settings(Map.of("cudnn-algo", algorithm));
        NetworkSpec network = new NetworkSpec(
                plain.io(),
                plain.net(),
                plain.how(),
                new Placement(
                        plain.where().backend(),
                        plain.where().math(),
                        plain.where().threads(),
                        own));
        try (Engine engine = Engines.get("cudnn").open(network, InitialWeights.of(network))) {
            assertThat(engine.describe().engineNative()).matches(".*, cuDNN [0-9.]+ " + pattern);
        }
    }
}
