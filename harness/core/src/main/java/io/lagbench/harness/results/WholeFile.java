package io.lagbench.harness.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file aside and moves it into place, so that nobody ever sees half of it. */
public final class WholeFile {
    private WholeFile() {}

    /** Where a file is until it is whole; a process that is killed leaves it there. */
    static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /** Writes a file, over one that is there. Folders that are missing are made. */
    public static Path write(Path file, byte[] content) throws IOException {
        Path aside = aside(file);
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            Files.write(aside, content);
            return Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
    }
}
