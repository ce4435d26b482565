package io.lagbench.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fork")
class MemoryGuardTest {

    /** A process that holds 300 MB outside the Java heap for two seconds. */
    static final class Holder {
        private Holder() {}

        /** @param arguments the limit in MB */
        public static void main(String[] arguments) throws InterruptedException {
            java.nio.ByteBuffer memory = java.nio.ByteBuffer.allocateDirect(300_000_000);
            for (int page = 0; page < memory.capacity(); page += 4096) {
                memory.put(page, (byte) 1);
            }
            MemoryGuard.start(Double.parseDouble(arguments[0]));
            Thread.sleep(2000);
            System.out.println("held " + memory.get(0));
        }
    }

    private static Process holder(String limitMb) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=400m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        limitMb)
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void aProcessAboveTheLimitEndsAndSaysSo() throws Exception {
        assumeThat(MemoryGuard.works()).isTrue();
        Process process = holder("200");
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .containsPattern("java.lang.OutOfMemoryError: resident memory of \\d+ MB is above the limit of 200 MB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2000", "Infinity"})
    void oneBelowItGoesOn(String limitMb) throws Exception {
        Process process = holder(limitMb);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("held 1");
        assertThat(process.exitValue()).isZero();
    }
}
