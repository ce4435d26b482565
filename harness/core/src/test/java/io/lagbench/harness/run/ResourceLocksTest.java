package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ResourceLocksTest {
    @TempDir
    private Path folder;

    private final StringWriter warnings = new StringWriter();
    private final PrintWriter stderr = new PrintWriter(warnings, true);

    @Test
    void processorsAreHeldOnceAndGivenBack() throws Exception {
        ResourceLocks.Held first = take(Optional.empty(), 0, 1);
        assertThatThrownBy(() -> take(Optional.empty(), 1, 2))
                .isInstanceOf(ResourceLocks.TakenException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid() + " in " + folder.resolve("run"))
                .hasMessageContaining(" has cpu-1,");
        first.close();
        take(Optional.empty(), 1, 2).close();
        assertThat(warnings.toString()).isEmpty();
    }

    @Test
    void runsOnOtherProcessorsGoOnBesideEachOther() throws Exception {
        try (ResourceLocks.Held first = take(Optional.empty(), 0, 1);
                ResourceLocks.Held second = take(Optional.empty(), 2, 3)) {
            assertThat(warnings.toString()).isEmpty();
        }
    }

    @Test
    void aRunOnPartOfTheMachineTakesWhatIsFree() throws Exception {
        try (ResourceLocks.Held first = some(2);
                ResourceLocks.Held second = some(1)) {
            assertThat(first.processors()).containsExactly(0, 1);
            assertThat(second.processors()).containsExactly(2);
            assertThatThrownBy(() -> some(2))
                    .isInstanceOf(ResourceLocks.TakenException.class)
                    .hasMessageContaining(" has cpu-2, ")
                    .hasMessageContaining("--cpus N");
            some(1).close();
        }
        assertThat(some(4).processors()).as("nothing is kept").hasSize(4);
    }

    private ResourceLocks.Held some(int count) throws IOException, ResourceLocks.TakenException {
        return new ResourceLocks(folder.resolve("locks"), List.of(0, 1, 2, 3), count, Optional.empty())
                .take(folder.resolve("run"), stderr);
    }

    @Test
    void onOneDeviceThereIsOneRunWhateverItsProcessors() throws Exception {
        try (ResourceLocks.Held first = take(Optional.of("GPU-1"), 0)) {
            assertThatThrownBy(() -> take(Optional.of("GPU-1"), 1))
                    .isInstanceOf(ResourceLocks.TakenException.class)
                    .hasMessageContaining(" has gpu-GPU-1,");
            take(Optional.of("GPU-2"), 1).close();
        }
    }

    @Test
    void whoComesSecondKeepsNothing() throws Exception {
        try (ResourceLocks.Held first = take(Optional.empty(), 3)) {
            assertThatThrownBy(() -> take(Optional.empty(), 2, 3)).isInstanceOf(ResourceLocks.TakenException.class);
            take(Optional.empty(), 2).close();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void allUsersCanTakeThem() throws Exception {
        take(Optional.empty(), 0).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("locks"))))
                .isEqualTo("rwxrwxrwx");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("locks/cpu-0"))))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void aLockThatCannotBeUsedIsAWarning() throws Exception {
        new ResourceLocks(folder.resolve("no-such-folder/locks"), List.of(0), 1, Optional.empty())
                .take(folder, stderr)
                .close();
        assertThat(warnings.toString()).contains("no lock against other runs").contains("no such file or folder");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatALinkPointsToIsNotOverwritten() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        take(Optional.empty(), 0).close();
        Files.delete(folder.resolve("locks/cpu-0"));
        Files.createSymbolicLink(folder.resolve("locks/cpu-0"), precious);
        take(Optional.empty(), 0).close();
        assertThat(precious).hasContent("precious");
        assertThat(warnings.toString()).contains("no lock against other runs");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkToAFolderIsNotFollowed() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.createSymbolicLink(folder.resolve("locks"), home);
        take(Optional.empty(), 0).close();
        assertThat(home).isEmptyDirectory();
        assertThat(warnings.toString()).contains("no lock against other runs");
    }

    private ResourceLocks.Held take(Optional<String> device, Integer... processors)
            throws IOException, ResourceLocks.TakenException {
        return new ResourceLocks(folder.resolve("locks"), List.of(processors), processors.length, device)
                .take(folder.resolve("run"), stderr);
    }
}
