package io.lagbench.harness.cli;

import io.lagbench.harness.format.FileProblems;
import io.lagbench.harness.plan.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What cannot be written, in words. */
final class Outputs {
    private Outputs() {}

    /**
     * A file that cannot be written.
     *
     * @param what names it: the option that did, or what it is
     */
    static ConfigurationException unwritableFile(String what, Path file, IOException cause) {
        return Files.isDirectory(file) ? unwritable(what, file, "is a directory") : unwritableFolder(what, file, cause);
    }

    /** The same for a folder with files in it. */
    static ConfigurationException unwritableFolder(String what, Path folder, IOException cause) {
        return unwritable(what, folder, FileProblems.why(cause));
    }

    private static ConfigurationException unwritable(String what, Path path, String why) {
        return new ConfigurationException(
                what + " " + path + ": cannot be written (" + why + "); allowed: a place that can");
    }
}
