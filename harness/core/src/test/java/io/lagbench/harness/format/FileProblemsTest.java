package io.lagbench.harness.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Causes as the system gives them, in words. */
class FileProblemsTest {
    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static IOException failure(Action action) {
        return catchThrowableOfType(IOException.class, action::run);
    }

    @Test
    void everyCauseIsTheOneThatItIs() throws IOException {
        assertThat(FileProblems.why(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(FileProblems.why(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("Read-only file system");
        assertThat(FileProblems.why(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(FileProblems.why(new MalformedInputException(1))).isEqualTo("is not UTF-8 text");
        assertThat(FileProblems.why(new IOException())).isEqualTo("IOException");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(FileProblems.why(failure(() -> Files.createDirectories(file.resolve("a")))))
                .isIn("Not a directory", "a file is in the way");
        assertThat(FileProblems.why(failure(() -> Files.readString(folder.resolve("gone")))))
                .isEqualTo("no such file or folder");
        assertThat(FileProblems.why(failure(() -> Files.delete(folder)))).isEqualTo("a folder is in the way");
        assertThat(FileProblems.why(failure(() -> Files.writeString(folder, "", StandardOpenOption.WRITE))))
                .isEqualTo("Is a directory");
    }

    @Test
    void theFileIsNamedWhereItIsKnown() {
        assertThat(FileProblems.describe(failure(() -> Files.readString(folder.resolve("gone")))))
                .isEqualTo(folder.resolve("gone") + ": no such file or folder");
        assertThat(FileProblems.describe(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
    }

    @Test
    void whatIsNoFileToReadIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(FileProblems.missing(file)).isEmpty();
        assertThat(FileProblems.missing(folder)).contains("is a folder");
        assertThat(FileProblems.missing(Path.of("/dev/null"))).contains("is no regular file");
        assertThat(FileProblems.missing(folder.resolve("gone"))).contains("no such file");
        assertThat(FileProblems.missing(file.resolve("below")))
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("cannot be read (").contains("ot a directory"));
    }
}
