package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path folder;

    private final StringWriter warnings = new StringWriter();
    private final PrintWriter stderr = new PrintWriter(warnings, true);

    @Test
    void itIsHeldOnceAndGivenBack() throws Exception {
        Path file = folder.resolve("lock");
        RunLock first = RunLock.take(file, folder.resolve("a"), stderr);
        assertThatThrownBy(() -> RunLock.take(file, folder.resolve("b"), stderr))
                .isInstanceOf(RunLock.TakenException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid() + " in " + folder.resolve("a"));
        first.close();
        RunLock.take(file, folder.resolve("b"), stderr).close();
        assertThat(warnings.toString()).isEmpty();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void allUsersCanTakeIt() throws Exception {
        Path file = folder.resolve("lock");
        RunLock.take(file, folder, stderr).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void aLockThatCannotBeUsedIsAWarning() throws Exception {
        RunLock.take(folder.resolve("no-such-folder/lock"), folder, stderr).close();
        assertThat(warnings.toString()).contains("no lock against other runs").contains("no such file or folder");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatALinkPointsToIsNotOverwritten() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("lock"), precious);
        RunLock.take(link, folder, stderr).close();
        assertThat(precious).hasContent("precious");
        assertThat(warnings.toString()).contains("no lock against other runs");
    }
}
