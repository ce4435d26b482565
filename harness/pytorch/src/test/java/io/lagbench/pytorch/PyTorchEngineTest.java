package io.lagbench.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.Gate;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Launch;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import io.lagbench.workloads.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PyTorchEngineTest {
    private static final PyTorchEngineProvider PROVIDER = new PyTorchEngineProvider();
    private static final HostFacts TWO_CORES = new HostFacts(2, 8000, true, Set.of(), List.of());

    private static Task recall() {
        TaskProvider provider = Tasks.find("recall").orElseThrow();
        Map<String, Object> settings = new HashMap<>();
        for (Setting setting : provider.settings()) {
            if (!setting.defaultText().isEmpty()) {
                settings.put(setting.key(), setting.parse(setting.defaultText()));
            }
        }
        settings.put("length", 30L);
        return provider.create(new Settings(settings));
    }

    private static NetworkSpec network(Task task, Gate gate, Arithmetic math, Backend backend, OptionalInt threads) {
        return new NetworkSpec(
                Signature.of(task),
                new Architecture(Model.of("lstm"), 16, 1, gate),
                new Training(
                        4,
                        Regime.of("full"),
                        Optimizer.ADAM,
                        0.001,
                        Optimizer.EPSILON,
                        Double.POSITIVE_INFINITY,
                        new Initialization("default"),
                        1),
                new Placement(backend, math, threads, new Settings(Map.of())));
    }

    private static NetworkSpec network(Task task) {
        return network(task, Gate.SIGMOID, Arithmetic.FP32, Backend.CPU, OptionalInt.empty());
    }

    @Test
    void whatItCannotDoItSays() {
        Task task = recall();
        assertThat(PROVIDER.unsupported(network(task))).isEmpty();
        NetworkSpec hard = network(task, Gate.HARD_SIGMOID, Arithmetic.FP32, Backend.CPU, OptionalInt.empty());
        assertThat(PROVIDER.unsupported(hard))
                .hasValue("lstm pytorch does not support gate hard-sigmoid; supported: sigmoid");
        assertThatThrownBy(() -> PROVIDER.open(hard, Optional.empty()))
                .isInstanceOf(UnsupportedWorkloadException.class);
        assertThat(PROVIDER.unsupported(network(task, Gate.SIGMOID, Arithmetic.TF32, Backend.CPU, OptionalInt.empty())))
                .hasValue("lstm pytorch does not support math tf32; supported: fp32");
    }

    @Test
    void itNamesWhatLoadedAndItsThreads() {
        try (Engine engine = PROVIDER.open(network(recall()), Optional.empty())) {
            EngineDescription description = engine.describe();
            assertThat(description.engineNative()).matches("pytorch [0-9.]+ \\(DJL [0-9.]+\\)(, oneDNN off: .+)?");
            assertThat(description.details()).containsKey("pytorch_interop_threads");
            assertThat(description.device()).isEmpty();
        }
    }

    @Test
    void threadsAreThoseOfOpenMp() {
        Launch launch = PROVIDER.launch(
                network(recall(), Gate.SIGMOID, Arithmetic.FP32, Backend.CPU, OptionalInt.of(3)), TWO_CORES);
        assertThat(launch.threads()).isEqualTo(3);
        assertThat(launch.environment()).containsEntry("OMP_NUM_THREADS", "3").containsEntry("MKL_NUM_THREADS", "3");
    }

    /** DJL keeps arrays as long as those that they were computed from, unless they are closed. */
    @Test
    @Tag("soak")
    @EnabledOnOs(OS.LINUX)
    void memoryStaysFlatOverFiveThousandFits() throws IOException {
        Task task = recall();
        Batch batch = task.newBatch(4);
        BatchStream stream = task.streams().training(1, false);
        long warm = 0;
        try (Engine engine = PROVIDER.open(network(task), Optional.empty())) {
            Bound bound = engine.bind(batch);
            for (int fit = 1; fit <= 5000; fit++) {
                stream.next(batch);
                bound.encode();
                bound.fit();
                bound.predict();
                if (fit % 1000 == 0) {
                    long now = residentKilobytes();
                    System.out.printf("after %d fits: %d kB resident%n", fit, now);
                    warm = fit == 2000 ? now : warm;
                }
            }
            assertThat(residentKilobytes())
                    .as("kB resident; after 2,000 fits %d", warm)
                    .isLessThan(warm * 103 / 100);
        }
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }
}
