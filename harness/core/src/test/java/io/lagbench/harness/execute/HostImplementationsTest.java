package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.Backend;
import io.lagbench.harness.fake.Nd4jRequired;
import io.lagbench.harness.host.Host;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fork")
class HostImplementationsTest {

    @BeforeAll
    static void nd4jIsThere() {
        Nd4jRequired.check();
    }

    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String MAIN = "io.lagbench.harness.cli.Main";

    private final StringWriter warnings = new StringWriter();

    private List<String> found(String classPath, String mainClass) {
        return new HostImplementations(
                        new Fork(Host.probe(), OptionalInt.empty(), 1, classPath, mainClass),
                        Backend.CPU,
                        new PrintWriter(warnings, true))
                .get();
    }

    @Test
    void theFastestThatPassesConformanceIsFirst() {
        assumeThat(Loader.getPlatform()).isEqualTo("linux-x86_64");
        assertThat(found(CLASS_PATH, MAIN)).startsWith("onednn", "stock");
        assertThat(warnings.toString()).isEmpty();
    }

    @Test
    void unloadableEngineIsExcludedWithReason() {
        String without = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*dnnl-[^/]*-(linux|macosx|windows)-[^/]*[.]jar"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(found(without, MAIN)).contains("stock").doesNotContain("onednn");
        assertThat(warnings.toString().strip().lines())
                .singleElement()
                .asString()
                .startsWith("lagbench: not used: oneDNN's native library does not load");
    }

    @Test
    void aCheckThatCrashesLeavesStock() {
        assertThat(found(CLASS_PATH, "no.such.Main")).containsExactly("stock");
        assertThat(warnings.toString()).contains("ended early");
    }
}
