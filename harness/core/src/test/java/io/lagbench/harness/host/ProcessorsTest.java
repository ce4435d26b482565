package io.lagbench.harness.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorsTest {
    @TempDir
    private Path root;

    @Test
    void theKernelNamesThoseOfAProcess() throws IOException {
        Path status = Files.createDirectories(root.resolve("proc/self")).resolve("status");
        Files.writeString(status, "Name:\tjava\nCpus_allowed:\t104\nCpus_allowed_list:\t2,8-9\nThreads:\t1");
        assertThat(Processors.read(root, 16).own()).containsExactly(2, 8, 9);
        assertThat(Processors.read(root, 16).ofMachine()).isEqualTo(16);
        Path online =
                Files.createDirectories(root.resolve("sys/devices/system/cpu")).resolve("online");
        Files.writeString(online, "0-8\n");
        assertThat(Processors.read(root, 9).own()).as("that are there").containsExactly(2, 8);
    }

    @Test
    void whereNobodyTellsTheyAreAllOfTheMachine() {
        assertThat(Processors.read(root, 4)).isEqualTo(Processors.all(4));
        assertThat(Processors.all(4).own()).containsExactly(0, 1, 2, 3);
    }
}
