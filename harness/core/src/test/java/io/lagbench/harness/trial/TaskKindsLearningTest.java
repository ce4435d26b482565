package io.lagbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Engines;
import io.lagbench.harness.fake.ClassPathServices;
import io.lagbench.harness.fake.Nd4jRequired;
import io.lagbench.harness.fake.SumTask;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.fake.VariableLengthTask;
import io.lagbench.harness.measure.NanoClock;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Task;
import io.lagbench.workloads.TaskProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole trials on the engines that are shipped, of tasks with real inputs and of tasks whose lengths vary. */
@Tag("slow")
class TaskKindsLearningTest {
    @TempDir
    private Path folder;

    private ClassPathServices services;

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    @BeforeEach
    void registerTasks() throws IOException {
        services = new ClassPathServices(
                folder, TaskProvider.class, List.of(SumTask.Provider.class, VariableLengthTask.Provider.class));
    }

    @AfterEach
    void unregisterTasks() throws IOException {
        services.close();
    }

    @ParameterizedTest
    @CsvSource({
        "stock, test-sum, length=5",
        "stock, test-lengths, regime=tbptt-5",
        "onednn, test-sum, length=5",
        "onednn, test-lengths, regime=tbptt-5"
    })
    void lossFallsBelowMemorylessFloor(String lstm, String name, String assignment) {
        assumeThat(Engines.get(lstm).problem()).isEmpty();
        TrialSpec spec = Trials.trial(
                name,
                "lstm=" + lstm,
                assignment,
                "batch=8",
                "hidden=10",
                "learning-rate=0.03",
                "init=forget-bias:1",
                "updates=150",
                "evaluate-every=150",
                "warmup=0");
        Task task = spec.createTask();
        TrialResult result = new Trial(spec, Engines.get(lstm), NanoClock.system(), List.of(), null, event -> {}).run();
        assertThat(result.status()).as(result.error()).isEqualTo(Status.OK);
        assertThat(result.metrics().get("final_loss"))
                .isLessThan(task.floors().memoryless().loss() / 4);
    }
}
