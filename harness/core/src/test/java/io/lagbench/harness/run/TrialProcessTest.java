package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end before they read what they are to do: a JVM that does not start, a run that is ended just then. */
class TrialProcessTest {
    private static final Host HOST = new Host("A CPU", "amd64", 2, 2, 8000, "an OS", -1, -1, Set.of());

    /** The process has ended when the trial is sent to it. */
    private static final Fork GONE = new Fork(HOST, OptionalInt.empty(), 1, "none", "None") {
        @Override
        Process start(TrialSpec trial, Path trialFolder) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            "none",
                            "None")
                    .start();
            process.onExit().join();
            return process;
        }
    };

    @TempDir
    private Path folder;

    @Test
    void aProcessThatEndsBeforeItReadsItsTrialHasCrashed() throws Exception {
        TrialProcess process = new TrialProcess(GONE, () -> false);
        assertThat(process.run(Trials.trial("original"), folder, event -> {})).hasValueSatisfying(result -> {
            assertThat(result.status()).isEqualTo(Status.CRASHED);
            assertThat(result.error()).contains("exit status 1").contains("ClassNotFoundException");
        });
    }

    @Test
    void aProcessThatIsStoppedBeforeItReadsItsTrialHasNoResult() throws Exception {
        TrialProcess process = new TrialProcess(GONE, () -> true);
        assertThat(process.run(Trials.trial("original"), folder, event -> {})).isEmpty();
    }
}
