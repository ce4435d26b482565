package io.lagbench.harness.host;

import io.lagbench.harness.format.FileProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Folders in which libraries keep files of their own for the user of this process. Java knows no home of a user who is not in
 * the system's list of users, as in many containers, and would make a folder named {@code ?} where it stands.
 *
 * @param home where fonts and the like are cached
 * @param natives where native libraries are unpacked, half a gigabyte of them; empty if there is no place for them
 */
public record UserFolders(Path home, Optional<Path> natives) {
    /** System property and, for people, variable of the launcher that names the folder for native libraries. */
    public static final String PROPERTY = "lagbench.cache";

    private static final String VARIABLE = "LAGBENCH_CACHE";
    private static final String JAVACPP = "org.bytedeco.javacpp.cachedir";
    private static final String JNA = "jna.tmpdir";
    private static final String DJL = "DJL_CACHE_DIR";
    private static final String HOME = "user.home";

    /** More than the smallest of the libraries, and less than a shell that limits the size of files would notice. */
    private static final int PROBE_BYTES = 1 << 18;

    /** Those of this process. */
    public static UserFolders current() {
        return of(
                Optional.ofNullable(System.getProperty(PROPERTY, System.getProperty(JAVACPP))),
                System.getProperty(HOME, ""),
                Optional.ofNullable(System.getenv("HOME")).orElse(""),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Chooses the folders.
     *
     * @param named the folder for native libraries that somebody named
     * @param javaHome the user's home as Java has it
     * @param shellHome the same as the shell has it
     * @param temporary folder for temporary files
     */
    static UserFolders of(Optional<String> named, String javaHome, String shellHome, Path temporary) {
        Optional<Path> home = folder(javaHome).or(() -> folder(shellHome));
        Optional<Path> natives = named.map(text -> Path.of(text).toAbsolutePath())
                .or(() -> home.map(folder -> folder.resolve(".javacpp").resolve("cache")));
        return new UserFolders(home.orElse(natives.orElse(temporary)), natives);
    }

    private static Optional<Path> folder(String text) {
        try {
            return Optional.of(Path.of(text)).filter(path -> path.isAbsolute() && Files.isDirectory(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Makes the libraries of this process use them. */
    public void use() {
        natives.ifPresent(folder -> System.setProperty(JNA, folder.toString()));
        System.setProperty(HOME, home.toString());
    }

    /** Flags by which the libraries of another JVM use them. */
    public List<String> jvmFlags() {
        String folder = natives.orElse(home).toString();
        return List.of(
                "-D" + JAVACPP + "=" + folder,
                "-D" + JNA + "=" + folder,
                "-D" + DJL + "=" + folder,
                "-D" + HOME + "=" + home);
    }

    /** Whether a JVM flag only says where these folders are. */
    static boolean isFolderFlag(String flag) {
        return flag.startsWith("-D" + JAVACPP + "=")
                || flag.startsWith("-D" + JNA + "=")
                || flag.startsWith("-D" + DJL + "=")
                || flag.startsWith("-D" + HOME + "=");
    }

    /** Says where native libraries are about to be unpacked; empty where some already are. */
    public Optional<String> announcement() {
        return natives.filter(folder -> !holdsLibraries(folder))
                .map(folder -> "native libraries are unpacked into " + folder + ", once a user, about half a gigabyte; "
                        + VARIABLE + " names another folder");
    }

    /** JavaCPP names a folder after each jar. */
    private static boolean holdsLibraries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> entry.toString().endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Why native libraries cannot be unpacked and loaded, in one line with a remedy; empty if they can. */
    public Optional<String> problem() {
        String remedy = "; set " + VARIABLE + " to a folder that can hold them";
        if (natives.isEmpty()) {
            return Optional.of("there is no folder for native libraries: this user has no home" + remedy);
        }
        Path folder = natives.get();
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "lagbench", ".probe");
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
                boolean loadable = !probe.toFile().setExecutable(true) || Files.isExecutable(probe);
                return loadable
                        ? Optional.empty()
                        : Optional.of(
                                "native libraries cannot be loaded from " + folder + ": it is mounted noexec" + remedy);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return Optional.of(
                    "native libraries cannot be unpacked into " + folder + " (" + FileProblems.why(e) + ")" + remedy);
        }
    }

    /** Bytes free for native libraries; empty if not known. */
    public OptionalLong bytesFree() {
        try {
            return natives.isPresent() && Files.exists(natives.get())
                    ? OptionalLong.of(Files.getFileStore(natives.get()).getUsableSpace())
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
