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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end before they tell anything: a JVM that does not start, a run that is ended just then. */
class TrialProcessTest {
    /** The process has ended before anyone looks. */
    private static final Fork GONE = new Fork(Hosts.plain(), Optional.empty(), 1, Hosts.folders(), "none", "None") {
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

    /** A JVM that cannot start says why on standard output, and what it obeys on standard error. */
    @Test
    void whyAJvmCannotStartIsQuoted() throws Exception {
        Fork refused = shell("echo 'Picked up JAVA_TOOL_OPTIONS: -XX:+UseG1GC' >&2; echo 'Error occurred during"
                + " initialization of VM'; echo 'Conflicting collector combinations in option list'; exit 1");
        assertThat(run(new TrialProcess(refused, () -> false)))
                .hasValueSatisfying(outcome -> assertThat(outcome.result().error())
                        .isEqualTo("the process ended with exit status 1; last of stdout.log: Error occurred during"
                                + " initialization of VM | Conflicting collector combinations in option list"));
    }

    @Test
    void aProcessThatTheKernelEndedForLackOfMemoryIsOutOfMemory() throws Exception {
        assertThat(run(new TrialProcess(shell("kill -9 $$"), () -> false)))
                .hasValueSatisfying(outcome -> assertThat(outcome.result().status())
                        .as("nobody knows why")
                        .isEqualTo(Status.CRASHED));
        assertThat(run(new TrialProcess(shell("kill -9 $$", 1), () -> false))).hasValueSatisfying(outcome -> {
            assertThat(outcome.result().status()).isEqualTo(Status.OUT_OF_MEMORY);
            assertThat(outcome.result().error()).startsWith("the kernel ended the process");
        });
        assertThat(run(new TrialProcess(shell("exit 3", 1), () -> false)))
                .as("another process was ended")
                .hasValueSatisfying(
                        outcome -> assertThat(outcome.result().status()).isEqualTo(Status.CRASHED));
    }

    private static Fork shell(String script) {
        return shell(script, 0);
    }

    /** @param killsEach how many kills for lack of memory the kernel counts between two looks */
    private static Fork shell(String script, long killsEach) {
        AtomicLong kills = new AtomicLong();
        return new Fork(Hosts.plain(), Optional.empty(), 1, Hosts.folders(), "none", "None") {
            @Override
            Process start(TrialSpec trial, TrialFiles files) throws IOException {
                return new ProcessBuilder("sh", "-c", script).start();
            }

            @Override
            long outOfMemoryKills() {
                return kills.addAndGet(killsEach);
            }
        };
    }

    @Test
    void aProcessThatIsStoppedAtOnceHasNoOutcome() throws Exception {
        TrialProcess process = new TrialProcess(GONE, () -> true);
        assertThat(run(process)).isEmpty();
    }
}
