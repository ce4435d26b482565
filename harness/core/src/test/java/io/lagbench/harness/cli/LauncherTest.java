package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.host.SteeringVariables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that starts Java, with a Java that prints what it was given. */
class LauncherTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("lagbench.root"), "harness", "core", "src", "dist", "lagbench");

    /** Says its version, or prints what it was given. */
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then
              echo 'openjdk version "VERSION" 2024-01-01' >&2
              exit 0
            fi
            printf '%s\\n' "$@"
            env | sed 's/^/env /'
            """;

    @TempDir
    private Path folder;

    private Path jdk;
    private Path home;
    private int exit;
    private String err;

    @BeforeEach
    void install() throws IOException {
        jdk = jdk("jdk", "17.0.9");
        home = launcher("home");
    }

    private Path jdk(String name, String version) throws IOException {
        Path java = folder.resolve(name).resolve("bin").resolve("java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, JAVA.replace("VERSION", version));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return folder.resolve(name);
    }

    private Path launcher(String name) throws IOException {
        Path script = folder.resolve(name).resolve("lagbench");
        Files.createDirectories(script.getParent());
        Files.writeString(script, Files.readString(SCRIPT).replace("${lagbench.backend}", "cpu"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /** What Java was given: its arguments, then its environment. */
    private List<String> start(Path launcher, Map<String, String> variables) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "list", "a b");
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(variables);
        Path errors = folder.resolve("err");
        builder.redirectError(errors.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        exit = process.waitFor();
        err = Files.readString(errors).strip();
        return out.lines().toList();
    }

    private List<String> start(String... variables) throws IOException, InterruptedException {
        Map<String, String> all = new TreeMap<>(Map.of("JAVA_HOME", jdk.toString()));
        for (int v = 0; v < variables.length; v += 2) {
            all.put(variables[v], variables[v + 1]);
        }
        return start(home, all);
    }

    @Test
    void javaGetsTheInstallationAndTheArguments() throws Exception {
        List<String> given = start("LAGBENCH_RUNS", "my runs", "LAGBENCH_CACHE", "my cache");
        assertThat(exit).as(err).isZero();
        assertThat(given)
                .contains("-Dlagbench.backend=cpu", "-Dlagbench.runs=my runs", "-Dlagbench.cache=my cache")
                .contains("-Dlagbench.suites=" + home.resolveSibling("suites"))
                .containsSubsequence("io.lagbench.harness.cli.Main", "list", "a b");
        assertThat(err).isEmpty();
        assertThat(start()).noneMatch(argument -> argument.startsWith("-Dlagbench.cache"));
    }

    @Test
    void whatSteersTheJvmIsKeptFromItAndNamed() throws Exception {
        List<String> variables = new ArrayList<>(List.of("OMP_X", "1"));
        SteeringVariables.OF_THE_JVM.forEach(name -> variables.addAll(List.of(name, "-Xint")));
        List<String> given = start(variables.toArray(String[]::new));
        assertThat(given)
                .contains("env OMP_X=1")
                .noneMatch(line -> line.endsWith("=-Xint"))
                .filteredOn(line -> line.startsWith("-Dlagbench.withheld="))
                .singleElement()
                .satisfies(line -> assertThat(
                                line.substring(line.indexOf('=') + 1).strip().split(" "))
                        .containsExactlyInAnyOrderElementsOf(SteeringVariables.OF_THE_JVM));
        assertThat(start()).contains("-Dlagbench.withheld=");
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL, C, C.UTF-8",
        "LC_ALL, POSIX, C.UTF-8",
        "LANG, C, C.UTF-8",
        "LC_ALL, xx_YY.UTF-8, C.UTF-8", // not installed: the C library takes C in its place
        "LC_ALL, C.UTF-8, C.UTF-8"
    })
    void pathsAreReadAsUtf8(String variable, String value, String expected) throws Exception {
        assertThat(start(variable, value)).contains("env LC_ALL=" + expected);
    }

    @Test
    void aLocaleOfUtf8IsLeftAlone() throws Exception {
        assertThat(start("LANG", "C.UTF-8")).contains("env LANG=C.UTF-8").noneMatch(line -> line.contains("LC_ALL"));
    }

    @Test
    void aJavaHomeWithoutJavaIsTheCause() throws Exception {
        start("JAVA_HOME", "/nonexistent");
        assertThat(exit).isEqualTo(4);
        assertThat(err)
                .isEqualTo("lagbench: JAVA_HOME is /nonexistent, which has no bin/java; set it to a JDK 17 or newer, or"
                        + " unset it");
    }

    @Test
    void javaIsTakenFromThePathWithoutAJavaHome() throws Exception {
        Map<String, String> path = Map.of("PATH", jdk.resolve("bin") + ":/usr/bin:/bin");
        assertThat(start(home, path)).contains("list");
        assertThat(exit).isZero();
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "env")) {
            Files.copy(Path.of("/usr/bin", tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        start(home, Map.of("PATH", tools.toString()));
        assertThat(exit).isEqualTo(4);
        assertThat(err).isEqualTo("lagbench: no java found; install a JDK 17 or newer, or set JAVA_HOME");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392, 8", "11.0.2, 11", "16, 16"})
    void anOldJavaIsTheCause(String version, int feature) throws Exception {
        Path old = jdk("old", version);
        start("JAVA_HOME", old.toString());
        assertThat(exit).isEqualTo(4);
        assertThat(err).contains(" is Java " + feature + "; needed is 17 or newer");
    }

    /** It would end with 1, as if a gate had failed. */
    @Test
    void aJavaThatCannotStartIsTheCause() throws Exception {
        Path broken = jdk("broken", "17");
        Files.writeString(
                broken.resolve("bin/java"),
                "#!/bin/sh\necho 'Error occurred during initialization of VM'\necho 'Could not reserve'\nexit 1\n");
        start("JAVA_HOME", broken.toString());
        assertThat(exit).isEqualTo(4);
        assertThat(err)
                .isEqualTo(
                        "lagbench: " + broken + "/bin/java cannot be started: Error occurred during initialization of"
                                + " VM Could not reserve");
    }

    @Test
    void aColonInTheFolderIsTheCause() throws Exception {
        Path colon = launcher("a:b");
        start(colon, Map.of("JAVA_HOME", jdk.toString()));
        assertThat(exit).isEqualTo(2);
        assertThat(err).contains("a:b has a colon in its name").doesNotContain("\n");
    }

    @Test
    void aLinkToTheLauncherStartsTheInstallation() throws Exception {
        Path links = Files.createDirectories(folder.resolve("links"));
        Path absolute = Files.createSymbolicLink(links.resolve("absolute"), home);
        Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("absolute"));
        for (Path link : List.of(absolute, relative)) {
            assertThat(start(link, Map.of("JAVA_HOME", jdk.toString(), "CDPATH", folder + ":.")))
                    .contains("-Dlagbench.suites=" + home.resolveSibling("suites"));
        }
    }

    @Test
    void aClassPathThatIsNotThereIsTheCause() throws Exception {
        start("LAGBENCH_CLASSPATH", jdk + ":/no/such.jar");
        assertThat(exit).isEqualTo(2);
        assertThat(err).isEqualTo("lagbench: LAGBENCH_CLASSPATH: no such file: /no/such.jar");
        List<String> given = new ArrayList<>(start("LAGBENCH_CLASSPATH", jdk.toString()));
        assertThat(given).contains(home.resolveSibling("lib") + "/*:" + jdk);
    }
}
