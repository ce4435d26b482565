package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShutdownHookTest {

    /** Makes hooks before and while it ends. */
    static final class Ending {
        private Ending() {}

        /** @param arguments none */
        public static void main(String[] arguments) {
            new ShutdownHook("withdrawn", () -> System.out.println("withdrawn")).close();
            ShutdownHook early = new ShutdownHook("early", () -> System.out.println("early"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ShutdownHook late = new ShutdownHook("late", () -> System.out.println("late"));
                System.out.println("withdrawn in time: " + (early.withdraw() || late.withdraw()));
            }));
            System.exit(0);
        }
    }

    @Test
    void actionRunsWhenJvmIsAlreadyShuttingDown() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList())
                .containsExactlyInAnyOrder("early", "late", "withdrawn in time: false");
        assertThat(process.waitFor()).isZero();
    }
}
