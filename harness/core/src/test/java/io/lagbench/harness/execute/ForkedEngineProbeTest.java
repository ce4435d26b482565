package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Nd4jRequired;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.UserFolders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engines of DL4J, tried out in processes that are in order or lack something. */
@Tag("fork")
class ForkedEngineProbeTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String MAIN = "io.lagbench.harness.cli.Main";
    private static final List<String> BOTH = List.of("onednn", "stock");

    @TempDir
    private Path folder;

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
        assumeThat(Loader.getPlatform()).isEqualTo("linux-x86_64");
    }

    private static Map<String, Optional<String>> problems(UserFolders folders, String classPath, String mainClass) {
        Fork fork = new Fork(Host.probe(), Optional.empty(), 1, folders, classPath, mainClass);
        return new ForkedEngineProbe(fork, Backend.CPU).problems(BOTH);
    }

    private static String without(String jars) {
        return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !entry.matches(jars))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void bothConform() {
        assertThat(problems(Hosts.folders(), CLASS_PATH, MAIN))
                .containsExactlyInAnyOrderEntriesOf(Map.of("onednn", Optional.empty(), "stock", Optional.empty()));
    }

    @Test
    void anEngineWithoutItsNativeLibraryIsTold() {
        Map<String, Optional<String>> problems =
                problems(Hosts.folders(), without(".*dnnl-[^/]*-(linux|macosx|windows)-[^/]*[.]jar"), MAIN);
        assertThat(problems.get("stock")).isEmpty();
        assertThat(problems.get("onednn"))
                .hasValueSatisfying(text -> assertThat(text).startsWith("oneDNN's native library does not load"));
    }

    @Test
    void withoutNd4jsLibraryNothingConforms() {
        assertThat(problems(Hosts.folders(), without(".*nd4j-native-[^/]*-linux-[^/]*[.]jar"), MAIN)
                        .values())
                .allMatch(Optional::isPresent);
    }

    @Test
    void aCheckThatCannotStartSaysWhy() {
        assertThat(problems(Hosts.folders(), CLASS_PATH, "no.such.Main").get("stock"))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith(
                                "the check of it ended early: the process ended with exit status 1; its last words: ")
                        .contains("no.such.Main"));
    }

    /** Tries engines out as Main does, but for oneDNN, at which the process ends as by a fault of native code. */
    public static final class CrashingMain {
        public static void main(String[] arguments) {
            for (String engine : Arrays.asList(arguments).subList(1, arguments.length)) {
                if (engine.equals("onednn")) {
                    Runtime.getRuntime().halt(134);
                }
                ForkedEngineProbe.check(List.of(engine), false, System.out);
            }
        }
    }

    @Test
    void aCrashIsTheFaultOfTheEngineThatWasTried() {
        Map<String, Optional<String>> problems = problems(Hosts.folders(), CLASS_PATH, CrashingMain.class.getName());
        assertThat(problems.get("onednn")).contains("the check of it ended early: the process ended by signal 6");
        assertThat(problems.get("stock")).isEmpty();
    }

    @Test
    void librariesAreUnpackedIntoTheFolderThatIsNamed() throws IOException {
        Path cache = folder.resolve("cache");
        Files.createDirectories(cache);
        UserFolders folders = new UserFolders(cache, Optional.of(cache));
        assertThat(problems(folders, CLASS_PATH, MAIN).values()).allMatch(Optional::isEmpty);
        try (var unpacked = Files.list(cache)) {
            assertThat(unpacked.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("nd4j-native-"));
        }
    }
}
