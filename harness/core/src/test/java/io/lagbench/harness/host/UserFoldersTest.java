package io.lagbench.harness.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where libraries keep files: for users with a home, without one, and where the home can hold none. */
class UserFoldersTest {
    @TempDir
    private Path folder;

    private UserFolders of(String named, String javaHome, String shellHome) {
        return UserFolders.of(Optional.ofNullable(named), javaHome, shellHome, Path.of("/tmp"));
    }

    @Test
    void aHomeHoldsTheCacheOfJavaCpp() {
        UserFolders folders = of(null, folder.toString(), "");
        assertThat(folders.natives()).contains(folder.resolve(".javacpp/cache"));
        assertThat(folders.jvmFlags())
                .containsExactly(
                        "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve(".javacpp/cache"),
                        "-Djna.tmpdir=" + folder.resolve(".javacpp/cache"),
                        "-DDJL_CACHE_DIR=" + folder.resolve(".javacpp/cache"),
                        "-Duser.home=" + folder);
        assertThat(folders.problem()).isEmpty();
        assertThat(folders.bytesFree()).isPresent();
    }

    @Test
    void theFirstUseIsAnnounced() throws IOException {
        UserFolders folders = of(folder.resolve("cache").toString(), "", "");
        assertThat(folders.announcement().orElseThrow())
                .startsWith("native libraries are unpacked into " + folder.resolve("cache") + ", once a user")
                .endsWith("LAGBENCH_CACHE names another folder");
        Files.createDirectories(folder.resolve("cache/nd4j-native.jar"));
        assertThat(folders.announcement()).isEmpty();
    }

    /** Java writes a question mark where the system's list of users does not know the user. */
    @Test
    void ofAnUnknownUserTheHomeIsThatOfTheShell() {
        for (String unknown : new String[] {"?", "", "/no-such-home", "\0"}) {
            assertThat(of(null, unknown, folder.toString()).home()).isEqualTo(folder);
        }
    }

    @Test
    void withoutAHomeThereIsNoFolderButANamedOne() {
        UserFolders none = of(null, "?", "?");
        assertThat(none.natives()).isEmpty();
        assertThat(none.problem())
                .contains("there is no folder for native libraries: this user has no home; set LAGBENCH_CACHE to a"
                        + " folder that can hold them");
        assertThat(none.home()).isEqualTo(Path.of("/tmp"));
        UserFolders named = of(folder.resolve("cache").toString(), "?", "?");
        assertThat(named.natives()).contains(folder.resolve("cache"));
        assertThat(named.home()).isEqualTo(folder.resolve("cache"));
        assertThat(named.problem()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeIsAProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(of(file.resolve("cache").toString(), "?", "?").problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("native libraries cannot be unpacked into " + file.resolve("cache") + " (")
                        .endsWith("; set LAGBENCH_CACHE to a folder that can hold them"));
    }
}
