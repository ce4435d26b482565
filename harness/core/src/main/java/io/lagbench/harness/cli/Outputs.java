package io.lagbench.harness.cli;

import io.lagbench.harness.plan.ConfigurationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What cannot be written, in words. */
final class Outputs {
    private Outputs() {}

    /** @param option that named the path */
    static ConfigurationException unwritable(String option, Path path, IOException cause) {
        String why;
        if (Files.isDirectory(path)) {
            why = "is a directory";
        } else if (cause instanceof AccessDeniedException) {
            why = "permission denied";
        } else if (cause instanceof NoSuchFileException) {
            why = "no such folder";
        } else {
            why = cause instanceof FileSystemException system && system.getReason() != null
                    ? system.getReason()
                    : cause.getClass().getSimpleName();
        }
        return new ConfigurationException(
                option + " " + path + ": cannot be written (" + why + "); allowed: a place that can");
    }
}
