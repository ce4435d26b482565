package io.lagbench.harness.analysis;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Rows;
import io.lagbench.harness.results.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLoadTest {
    @TempDir
    private Path folder;

    @Test
    void busyCoresTakePrecedenceOverLoadAverage() throws IOException {
        assertThat(disturbing("\"load_average_at_start\": 1.5")).contains("the load average was 1.5 on 2 cores");
        assertThat(disturbing("\"load_average_at_start\": 1.5, \"busy_cores_at_start\": 0.1"))
                .isEmpty();
        assertThat(disturbing("\"busy_cores_at_start\": 1.0")).contains("other programs keep 1.0 of 2 cores busy");
        assertThat(disturbing("\"x\": 1")).isEmpty();
    }

    @Test
    void timesOfAPartOfAMachineAreThoseOfASharedOne() throws IOException {
        assertThat(MachineLoad.shared(run("\"machine_cores\": 16")))
                .hasValueSatisfying(how -> assertThat(how).contains("2 of the machine's 16"));
        assertThat(MachineLoad.shared(run("\"machine_cores\": 2"))).isEmpty();
        assertThat(MachineLoad.shared(run("\"x\": 1"))).as("older runs").isEmpty();
    }

    private Optional<String> disturbing(String facts) throws IOException {
        return MachineLoad.disturbing(run(facts));
    }

    private StoredRun run(String facts) throws IOException {
        Path run = Rows.write(folder.resolve("run"), List.of(trial()));
        Files.writeString(run.resolve("environment.json"), "{\"logical_cores\": 2, " + facts + "}");
        return StoredRun.read(run);
    }
}
