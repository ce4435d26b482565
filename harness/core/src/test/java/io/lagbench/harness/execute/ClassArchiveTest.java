package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir
    private Path folder;

    private ClassArchive archive() {
        return ClassArchive.of(folder, classPath(), List.of("-Xmx100m")).orElseThrow();
    }

    private String classPath() {
        return folder.resolve("a.jar") + File.pathSeparator + folder.resolve("b.jar");
    }

    private void build(String content) throws IOException {
        Files.writeString(folder.resolve("a.jar"), content);
        Files.writeString(folder.resolve("b.jar"), content);
    }

    private List<String> archives() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(".jar"))
                    .toList();
        }
    }

    /** As a JVM does at its end. */
    private void make(ClassArchive.Making making) throws IOException {
        String flag = making.flags().get(0);
        Files.writeString(Path.of(flag.substring("-XX:ArchiveClassesAtExit=".length())), "classes");
    }

    @Test
    void archivesThatNobodyHasMadeForAMonthAreRemoved() throws IOException {
        build("one");
        Path old = Files.writeString(folder.resolve("lagbench-classes-gone-1.jsa"), "x");
        Path recent = Files.writeString(folder.resolve("lagbench-classes-other-1.jsa"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            make(making);
            making.keep();
        }
        assertThat(old).doesNotExist();
        assertThat(recent).exists();
        assertThat(archives()).hasSize(2);
    }

    @Test
    void itIsMadeOnceAndUsedThen() throws IOException {
        build("one");
        assertThat(archive().flags()).isEmpty();
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            make(making);
            assertThat(archive().flags()).as("not whole yet").isEmpty();
            making.keep();
        }
        assertThat(archive().making()).isEmpty();
        assertThat(archive().flags().get(0))
                .startsWith("-XX:SharedArchiveFile=" + folder)
                .endsWith(".jsa");
        assertThat(archives()).hasSize(1);
    }

    @Test
    void whatIsNotKeptIsGone() throws IOException {
        build("one");
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            make(making);
        }
        assertThat(archives()).isEmpty();
    }

    @Test
    void anotherBuildOfAnInstallationTakesItsPlace() throws IOException {
        build("one");
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            make(making);
            making.keep();
        }
        build("another");
        assertThat(archive().flags()).isEmpty();
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            make(making);
            making.keep();
        }
        assertThat(archive().flags()).isNotEmpty();
        assertThat(archives()).hasSize(1);
    }

    @Test
    void aJvmThatCannotMakeOneIsNoFault() throws IOException {
        build("one");
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            making.keep();
        }
        assertThat(archive().flags()).isEmpty();
    }

    @Test
    void thereIsNoneForFoldersOfClasses() throws IOException {
        build("one");
        assertThat(ClassArchive.of(folder, classPath() + File.pathSeparator + folder, List.of()))
                .isEmpty();
    }

    @Test
    void enginesThatAskForOtherThingsHaveTheirOwn() throws IOException {
        build("one");
        try (ClassArchive.Making making = archive().making().orElseThrow()) {
            make(making);
            making.keep();
        }
        assertThat(ClassArchive.of(folder, classPath(), List.of("-Xmx50m"))
                        .orElseThrow()
                        .flags())
                .as("the same but for a number")
                .isNotEmpty();
        assertThat(ClassArchive.of(folder, classPath(), List.of("-Dother=true"))
                        .orElseThrow()
                        .flags())
                .isEmpty();
    }
}
