package io.lagbench.harness.execute;

import io.lagbench.harness.format.Hashes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes of trials as a JVM maps them into memory (class data sharing, JEP 350), made once for a class path and what an engine
 * asks of its JVM: a trial starts a second sooner, for 1.5 seconds less of a processor. Nothing else changes, and the JVM itself
 * leaves an archive alone that does not fit.
 */
final class ClassArchive {
    private static final String PREFIX = "lagbench-classes-";
    private static final String SUFFIX = ".jsa";
    private static final Duration LONGEST_LIFE = Duration.ofDays(30);

    /** An archive that does not fit, and classes that none can hold, are nothing to tell of. */
    private static final String SILENT = "-Xlog:cds=off,cds+dynamic=off";

    private final Path folder;
    private final String installation;
    private final Path file;

    private ClassArchive(Path folder, String installation, String content) {
        this.folder = folder;
        this.installation = PREFIX + installation + "-";
        this.file = folder.resolve(this.installation + content + SUFFIX);
    }

    /**
     * The archive for a class path.
     *
     * @param folder where archives lie
     * @param flags that the JVMs have: those that differ but in numbers share one
     * @return empty where the class path has more than jars: the JVM makes none then
     */
    static Optional<ClassArchive> of(Path folder, String classPath, List<String> flags) {
        String java = System.getProperty("java.home") + " " + System.getProperty("java.vm.version");
        StringBuilder content = new StringBuilder();
        for (String entry : classPath.split(Pattern.quote(File.pathSeparator))) {
            File jar = new File(entry);
            if (!jar.isFile()) {
                return Optional.empty();
            }
            content.append(entry).append(jar.length()).append(jar.lastModified());
        }
        return Optional.of(new ClassArchive(
                folder,
                Hashes.of(java + classPath + flags.toString().replaceAll("\\d+", "")),
                Hashes.of(content.toString())));
    }

    /** Flags by which a JVM uses it; none where it is not there. */
    List<String> flags() {
        return Files.isRegularFile(file) ? List.of("-XX:SharedArchiveFile=" + file, SILENT) : List.of();
    }

    /** One that a JVM is about to make; empty if it is there. */
    Optional<Making> making() {
        return Files.exists(file) ? Optional.empty() : Optional.of(new Making());
    }

    /** An archive aside, until it is whole. */
    final class Making implements AutoCloseable {
        private final Path aside = folder.resolve(
                installation + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");

        private Making() {}

        /** Flags by which a JVM makes it when it ends. */
        List<String> flags() {
            return List.of("-XX:ArchiveClassesAtExit=" + aside, SILENT);
        }

        /** Puts it in its place, and away with those of earlier builds of the same installation, and with old ones of any. */
        void keep() throws IOException {
            if (!Files.isRegularFile(aside)) {
                return; // a JVM that cannot make one says so and goes on
            }
            try (Stream<Path> all = Files.list(folder)) {
                for (Path other :
                        (Iterable<Path>) all.filter(path -> isOutdated(path) && !path.equals(aside))::iterator) {
                    Files.deleteIfExists(other); // who has it mapped keeps it
                }
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(aside);
        }
    }

    /** Installations come and go, as checkouts do; one that is still used makes its archive again. */
    private boolean isOutdated(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(installation)
                || name.startsWith(PREFIX)
                        && path.toFile().lastModified() < System.currentTimeMillis() - LONGEST_LIFE.toMillis();
    }
}
