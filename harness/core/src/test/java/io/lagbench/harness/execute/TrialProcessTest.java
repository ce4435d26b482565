package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.Status;
import io.lagbench.harness.trial.TrialFiles;
import io.lagbench.harness.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end before they tell anything: a JVM that does not start, a run that is ended just then. */
class TrialProcessTest {
    /** The process has ended before anyone looks. */
    private static final Fork GONE = new Fork(Hosts.plain(), OptionalInt.empty(), 1, "none", "None") {
        @Override
        Process start(TrialSpec trial, TrialFiles files) throws IOException {
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

    private Optional<TrialOutcome> run(TrialProcess process) throws IOException, InterruptedException {
        TrialFiles files = new TrialFiles(folder);
        return process.run(Trials.trial("original"), files, new OutcomeCollector(Hosts.plain(), files, event -> {}));
    }

    @Test
    void aProcessThatEndsAtOnceHasCrashed() throws Exception {
        TrialProcess process = new TrialProcess(GONE, () -> false);
        assertThat(run(process)).hasValueSatisfying(outcome -> {
            assertThat(outcome.result().status()).isEqualTo(Status.CRASHED);
            assertThat(outcome.result().error()).contains("exit status 1").contains("ClassNotFoundException");
        });
    }

    @Test
    void aProcessThatIsStoppedAtOnceHasNoOutcome() throws Exception {
        TrialProcess process = new TrialProcess(GONE, () -> true);
        assertThat(run(process)).isEmpty();
    }
}
