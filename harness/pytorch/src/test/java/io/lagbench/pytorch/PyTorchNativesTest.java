package io.lagbench.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchNativesTest {
    @TempDir
    private Path folder;

    @Test
    void thoseOfThisBuildAreForThisPlatform() {
        assertThat(PyTorch.missingNatives(PyTorch.class.getClassLoader())).isEmpty();
    }

    @Test
    void thoseOfAnotherPlatformAreNamedWithTheBuildThatHelps() throws IOException {
        String here = PyTorch.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        assertThat(missing("classifier=aix-ppc64"))
                .contains("this build has PyTorch's native libraries for aix-ppc64, this machine is " + here
                        + "; build it with -Dpytorch.native.platform=" + here);
        assertThat(missing("classifier=" + here)).isEmpty();
    }

    @Test
    void platformsAreNamedAsInTheArtifacts() {
        assertThat(PyTorch.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(PyTorch.platform("Linux", "aarch64")).isEqualTo("linux-aarch64");
        assertThat(PyTorch.platform("Mac OS X", "aarch64")).isEqualTo("osx-aarch64");
        assertThat(PyTorch.platform("Windows 11", "amd64")).isEqualTo("win-x86_64");
    }

    @Test
    void noneAreNone() throws IOException {
        try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
            assertThat(PyTorch.missingNatives(empty).orElseThrow()).contains("native libraries for no platform");
        }
    }

    private Optional<String> missing(String properties) throws IOException {
        Path file = folder.resolve("native/lib/pytorch.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, properties);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            return PyTorch.missingNatives(loader);
        }
    }
}
